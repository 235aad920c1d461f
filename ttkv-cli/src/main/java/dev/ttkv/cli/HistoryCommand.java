// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "history",
    customSynopsis = "ttkv history [STORE] KEY [-n COUNT | --all] [--json | --jsonl | --csv]",
    description = {
      "Write the versions of a key, newest first: the newest 20 as a table, else all.",
      "",
      "Exit code 1 says that it has none.",
      ""
    },
    sortOptions = false)
final class HistoryCommand extends StoreCommand {
  private static final List<Column<Version<String>>> EXACT =
      List.of(
          Column.of("from", version -> version.from().toString()),
          Column.optional("until", version -> version.until().map(Instant::toString)),
          Column.of("op", HistoryCommand::operation),
          Column.optional("value", Version::value));

  @Mixin private final LimitOptions limit = new LimitOptions();
  @Mixin private final FormOptions form = new FormOptions();

  HistoryCommand(Terminal terminal) {
    super(terminal, OpenMode.READ_ONLY, "KEY");
  }

  @Override
  int run(Operands operands) {
    String key = operands.values().get(0);
    long most = limit.count(form.form());
    Instant now = clock().instant();
    Report<Version<String>> report = new Report<>(shown(now), EXACT);
    try (TimeTravelStore<String, String> store = open(operands)) {
      long written = report.write(store.history(key).limit(most), form.form(), terminal());
      if (written == 0 && most > 0) {
        terminal().message(key + " has no version");
        return ExitCode.NO;
      }
      if (written == most) {
        limit.sayWhatIsLeft(written, store.times(key).count(), "versions", terminal());
      }
    }
    return ExitCode.OK;
  }

  private static List<Column<Version<String>>> shown(Instant now) {
    return List.of(
        Column.of("WHEN", version -> version.from().toString()),
        Column.of("AGE", version -> Age.of(version.from(), now)),
        Column.of("OP", HistoryCommand::operation),
        Column.optional("SIZE", HistoryCommand::size).flushRight(),
        Column.optional("VALUE", Version::value));
  }

  private static String operation(Version<String> version) {
    return version.isDeletion() ? "delete" : "put";
  }

  private static Optional<String> size(Version<String> version) {
    return version
        .value()
        .map(
            value ->
                String.format(Locale.ROOT, "%,d", value.getBytes(StandardCharsets.UTF_8).length));
  }
}
