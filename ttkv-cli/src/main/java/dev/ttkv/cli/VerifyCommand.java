// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Finding;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Verification;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
    name = "verify",
    customSynopsis = "ttkv verify [STORE]",
    description = {
      "Read everything in every way and compare, to find what is damaged or missing.",
      "Findings are written one a line; the exit code is then 4.",
      ""
    },
    sortOptions = false)
final class VerifyCommand extends StoreCommand {
  VerifyCommand(Terminal terminal) {
    super(terminal, OpenMode.READ_ONLY);
  }

  @Override
  int run(Operands operands) {
    try (TimeTravelStore<String, String> store = open(operands)) {
      Verification verification = verify(store);
      for (Finding finding : verification.findings()) {
        output().line(Text.escape(finding.toString()));
      }
      long more = verification.found() - verification.findings().size();
      if (more > 0) {
        output().line(String.format(Locale.ROOT, "and %,d more", more));
      }
      String read =
          "%s, %s, %s"
              .formatted(
                  count(verification.versions(), "version"),
                  count(verification.keys(), "key"),
                  count(verification.commits(), "commit"));
      if (verification.clean()) {
        output().line(output().good("ok") + "  " + read + ", nothing damaged or missing");
        return ExitCode.OK;
      }
      output()
          .line(
              output().bad("damaged")
                  + "  %s; %s could be read; restore the store from a backup"
                      .formatted(count(verification.found(), "finding"), read));
      return ExitCode.DAMAGED;
    }
  }

  private static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  private Verification verify(TimeTravelStore<String, String> store) {
    try (ProgressBar bar = new ProgressBar(terminal(), "versions")) {
      return store.maintenance().verify(bar::update);
    }
  }
}
