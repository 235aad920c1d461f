// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line, runs the command and says in one line what went wrong. */
final class Cli {
  private static final String DEBUG = "--debug";
  private static final int MAX_HELP_WIDTH = 100;

  private final Terminal terminal;
  private final CommandLine commandLine;

  Cli(Host host) {
    this(host, ZoneHistory::through);
  }

  /** Makes a command line whose demo loads another history. */
  Cli(Host host, Function<Instant, ZoneHistory> zones) {
    terminal = new Terminal(host);
    commandLine = new CommandLine(new RootCommand(terminal));
    List.of(
            new DemoCommand(terminal, zones),
            new PutCommand(terminal),
            new GetCommand(terminal),
            new DeleteCommand(terminal),
            new HistoryCommand(terminal),
            new ListCommand(terminal),
            new TimesCommand(terminal),
            new VerifyCommand(terminal),
            new BackendsCommand(terminal))
        .forEach(commandLine::addSubcommand);
    addCommonOptions(commandLine.getCommandSpec());
    commandLine
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
    for (CommandLine command : commandLine.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      addCommonOptions(spec);
      // so that a value such as -5 needs no quoting; what is no number is refused below
      spec.parser().unmatchedOptionsArePositionalParams(!spec.positionalParameters().isEmpty());
    }
    commandLine
        .setExpandAtFiles(false)
        .setUsageHelpWidth(Math.min(host.width(), MAX_HELP_WIDTH))
        .setColorScheme(Help.defaultColorScheme(host.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setOut(new PrintWriter(new OutputStreamWriter(host.out(), StandardCharsets.UTF_8), true))
        .setExecutionStrategy(this::execute)
        .setParameterExceptionHandler((e, arguments) -> refused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  private static void addCommonOptions(CommandSpec command) {
    command
        .addOption(
            OptionSpec.builder(DEBUG).description("Show where in ttkv an error arose.").build())
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  /** Runs one command and returns its exit code. */
  int run(String... arguments) {
    try {
      int exitCode = commandLine.execute(arguments);
      terminal.output().flush();
      return exitCode;
    } catch (OutputException | Error e) {
      return Failures.report(e, false, terminal);
    }
  }

  private int execute(ParseResult parsed) {
    if (parsed.hasSubcommand()) {
      Operands.refuseUnknownOptions(parsed.subcommand());
    }
    return new RunLast().execute(parsed);
  }

  private int refused(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.message(describe(e) + " ('" + name + " --help' says more)");
    return ExitCode.USAGE;
  }

  private static String describe(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      return "unknown "
          + (unmatched.isUnknownOption() ? "option " : isRoot(e) ? "command " : "argument ")
          + unmatched.getUnmatched().get(0)
          + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions));
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean isRoot(ParameterException e) {
    return e.getCommandLine().getParent() == null;
  }

  private int failed(Exception e, CommandLine command) {
    boolean debug = command.getParseResult().matchedOptionValue(DEBUG, false);
    return Failures.report(e, debug, terminal);
  }
}
