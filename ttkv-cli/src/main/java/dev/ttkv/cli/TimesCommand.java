// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "times",
    customSynopsis = "ttkv times [STORE] [--key KEY] [-n COUNT] [--json | --jsonl | --csv]",
    description = {"Write when there were commits, or versions of one key, newest first.", ""},
    sortOptions = false)
final class TimesCommand extends StoreCommand {
  private static final List<Column<Instant>> COLUMNS =
      List.of(Column.of("time", Instant::toString));

  @Option(
      names = {"-k", "--key"},
      paramLabel = "KEY",
      description = "Only versions of this key.")
  private Optional<String> key = Optional.empty();

  @Option(names = "-n", paramLabel = "COUNT", description = "Write so many at most; else all.")
  private long count = Long.MAX_VALUE;

  @Mixin private final FormOptions form = new FormOptions();

  TimesCommand(Terminal terminal) {
    super(terminal, OpenMode.READ_ONLY);
  }

  @Override
  int run(Operands operands) {
    if (count < 1) {
      throw new UsageException("-n is 1 or more, not " + count);
    }
    Form chosen = form.form();
    try (TimeTravelStore<String, String> store = open(operands)) {
      Stream<Instant> times = key.map(store::times).orElseGet(store::times).limit(count);
      if (chosen == Form.TABLE) {
        times.forEach(time -> output().line(time.toString()));
      } else {
        new Report<>(COLUMNS, COLUMNS).write(times, chosen, terminal());
      }
    }
    return ExitCode.OK;
  }
}
