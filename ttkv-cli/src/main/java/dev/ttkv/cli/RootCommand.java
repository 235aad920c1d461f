// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command without a command: it can only explain itself. */
@Command(
    name = "ttkv",
    versionProvider = RootCommand.Version.class,
    customSynopsis = "ttkv COMMAND [STORE] ...",
    description = "A key-value store that remembers: every put and delete is kept.",
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "STORE is a file, or scheme:path?option=value for any backend ('ttkv backends').",
      "It may be left out if --store or the variable TTKV_STORE gives it. A line that",
      "names its store means the same whether or not TTKV_STORE is set.",
      "",
      "TIME (--at), in UTC unless it or --zone says otherwise:",
      "  now  today  yesterday        the last two are the beginnings of these days",
      "  2h ago  1h30m ago  -10s      in w d h m s ms us ns",
      "  2026-11-23  2026-11-23T07:02:51.5  ...Z  ...+01:00  ...[Europe/Berlin]",
      "  @1732353247.120443001        seconds since the epoch",
      "  ~3                           three versions of the key before its newest",
      "",
      "Exit codes: 0 yes, done   1 no: absent at that time, nothing to delete   2 usage",
      "  3 cannot open   4 damaged   5 no longer kept for that time   6 other format or",
      "  codecs   130 interrupted",
      "",
      "Try 'ttkv demo' first."
    })
final class RootCommand implements Callable<Integer> {
  private final Terminal terminal;

  RootCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.message("a command is missing; 'ttkv --help' lists them, and 'ttkv demo' shows them");
    return ExitCode.USAGE;
  }

  /** Says which ttkv on which Java. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "ttkv "
            + (version == null ? "(not packaged)" : version)
            + " on Java "
            + System.getProperty("java.version")
      };
    }
  }
}
