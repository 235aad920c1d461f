// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how much of what is there to write. */
final class LimitOptions {
  private static final long DEFAULT_ROWS = 20;

  @Option(names = "-n", paramLabel = "COUNT", description = "Write so many at most.")
  private Optional<Long> count = Optional.empty();

  @Option(names = "--all", description = "Write all.")
  private boolean all;

  /** Returns how many rows to write; what is not for people is complete unless asked otherwise. */
  long count(Form form) {
    if (count.isPresent() && all) {
      throw new UsageException("only one of -n and --all");
    }
    count
        .filter(rows -> rows < 1)
        .ifPresent(
            rows -> {
              throw new UsageException("-n is 1 or more, not " + rows);
            });
    return count.orElse(all || form != Form.TABLE ? Long.MAX_VALUE : DEFAULT_ROWS);
  }

  /** Says that there is more than was written, if there is. */
  void sayWhatIsLeft(long written, long total, String what, Terminal terminal) {
    if (total > written) {
      terminal.message(
          String.format(Locale.ROOT, "%,d of %,d %s; --all shows the rest", written, total, what));
    }
  }
}
