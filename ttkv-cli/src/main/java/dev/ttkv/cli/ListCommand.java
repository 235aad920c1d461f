// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Entry;
import dev.ttkv.KeyRange;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    customSynopsis =
        "ttkv list [STORE] [--prefix TEXT] [--at TIME] [--zone ZONE] [--json | --jsonl | --csv]",
    description = {"Write the keys and their values in key order, now or as of a time.", ""},
    sortOptions = false)
final class ListCommand extends StoreCommand {
  private static final List<Column<Entry<String, String>>> SHOWN =
      List.of(
          Column.of("KEY", Entry::key),
          Column.of("SINCE", entry -> entry.since().toString()),
          Column.of("VALUE", Entry::value));
  private static final List<Column<Entry<String, String>>> EXACT =
      List.of(
          Column.of("key", Entry::key),
          Column.of("value", Entry::value),
          Column.of("from", entry -> entry.since().toString()));

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
  private Optional<String> prefix = Optional.empty();

  @Mixin private final TimeOptions times = new TimeOptions();
  @Mixin private final FormOptions form = new FormOptions();

  ListCommand(Terminal terminal) {
    super(terminal, OpenMode.READ_ONLY);
  }

  @Override
  int run(Operands operands) {
    Instant time =
        times
            .time(clock())
            .orElseThrow(
                () ->
                    new UsageException(
                        "--at: %s counts the versions of one key, and this is of all; write a time"
                            .formatted(times.text())));
    KeyRange<String> range = prefix.map(KeyRange::startingWith).orElseGet(KeyRange::all);
    Form chosen = form.form();
    try (TimeTravelStore<String, String> store = open(operands)) {
      new Report<>(SHOWN, EXACT)
          .write(store.asOf(time).entries(range, Order.ASCENDING), chosen, terminal());
    }
    return ExitCode.OK;
  }
}
