// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Lookup;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "get",
    customSynopsis = "ttkv get [STORE] KEY [--at TIME] [--zone ZONE] [--json | --raw]",
    description = {
      "Write the value of a key, now or as of a time.",
      "",
      "Exit code 1 says that there is none; standard error says since when.",
      ""
    },
    sortOptions = false)
final class GetCommand extends StoreCommand {
  private static final List<Column<Held>> EXACT =
      List.of(
          Column.of("key", Held::key),
          Column.optional("value", held -> held.lookup().value()),
          Column.optional(
              "from",
              held ->
                  Optional.of(held.lookup().since())
                      .filter(since -> !since.equals(Instant.MIN))
                      .map(Instant::toString)),
          Column.optional("until", held -> held.until().map(Instant::toString)));

  @Mixin private final TimeOptions times = new TimeOptions();

  @Option(
      names = "--json",
      description = "Write a JSON object: key, value, and from when until when it holds.")
  private boolean json;

  @Option(names = "--raw", description = "Write the value alone, exactly, with no line end.")
  private boolean raw;

  GetCommand(Terminal terminal) {
    super(terminal, OpenMode.READ_ONLY, "KEY");
  }

  private record Held(String key, Lookup<String> lookup, Optional<Instant> until) {}

  @Override
  int run(Operands operands) {
    if (json && raw) {
      throw new UsageException("only one of --json and --raw");
    }
    String key = operands.values().get(0);
    Optional<Instant> fixed = times.time(clock());
    try (TimeTravelStore<String, String> store = open(operands)) {
      Optional<Instant> time = fixed.or(() -> times.versionTime(store.times(key)));
      if (time.isEmpty()) {
        terminal()
            .message(
                "%s has no %s, only %s"
                    .formatted(key, times.text(), Text.count(store.times(key).count(), "version")));
        return ExitCode.NO;
      }
      Snapshot<String, String> snapshot = store.asOf(time.get());
      Lookup<String> lookup = snapshot.lookup(key);
      if (json) {
        output().line(Json.object(EXACT, new Held(key, lookup, nextVersion(store, key, snapshot))));
      } else {
        lookup.value().ifPresent(this::write);
      }
      if (lookup.value().isPresent()) {
        return ExitCode.OK;
      }
      terminal().message(absence(key, lookup, snapshot.time()));
      return ExitCode.NO;
    }
  }

  private void write(String value) {
    output().text(raw ? value : terminal().shown(value) + "\n");
  }

  private static Optional<Instant> nextVersion(
      TimeTravelStore<String, String> store, String key, Snapshot<String, String> snapshot) {
    return store
        .history(key, TimeRange.after(snapshot.time()), Order.ASCENDING)
        .findFirst()
        .map(Version::from);
  }

  private static String absence(String key, Lookup<String> lookup, Instant asOf) {
    if (lookup instanceof Lookup.Deleted<String> deleted) {
      return "%s was deleted at %s".formatted(key, deleted.since());
    }
    return "%s has no version as of %s"
        .formatted(key, asOf.equals(Instant.MIN) ? "then, nor has any other key" : asOf);
  }
}
