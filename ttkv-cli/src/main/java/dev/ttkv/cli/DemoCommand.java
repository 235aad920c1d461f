// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = {
      "Load the history of all time zones that comes with Java into a new store, look at it as of"
          + " other times, and check 10,000 answers against java.time.",
      "",
      "Exit code 1 says that not all of them agree.",
      ""
    },
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  private static final long SEED = 20_261_124;

  /** What nobody keeps need not reach the disk with each of thousands of commits. */
  private static final String NO_SYNC = "?durability=process";

  @Option(
      names = {"-s", "--store"},
      paramLabel = "STORE",
      description =
          "The store to make, on any backend; else a SQLite file in a new temporary folder, which"
              + " would not survive a power cut.")
  private Optional<String> store = Optional.empty();

  private final Terminal terminal;
  private final Function<Instant, ZoneHistory> zones;

  /**
   * Makes the command.
   *
   * @param zones gives the history up to a time
   */
  DemoCommand(Terminal terminal, Function<Instant, ZoneHistory> zones) {
    this.terminal = terminal;
    this.zones = zones;
  }

  @Override
  public Integer call() {
    Instant now = terminal.host().clock().instant();
    ZoneHistory history = zones.apply(now);
    String place = store.orElseGet(DemoCommand::newFile);
    String location = Locations.of(place) + (store.isPresent() ? "" : NO_SYNC);
    StoreOptions options =
        StoreOptions.defaults().withClock(terminal.host().clock()).withMode(OpenMode.CREATE_NEW);
    DemoReport report = new DemoReport(terminal.output(), now);
    try (TimeTravelStore<String, String> opened =
        TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8(), options)) {
      report.loaded(history, location, load(history, opened, now));
      report.show(opened);
      terminal.output().flush();
      boolean perfect = report.check(new ZoneCheck(opened, now, SEED));
      if (location.startsWith("sqlite:")) {
        report.goOn(terminal.host().command(), place);
      }
      return perfect ? ExitCode.OK : ExitCode.NO;
    }
  }

  private Duration load(ZoneHistory history, TimeTravelStore<String, String> opened, Instant now) {
    long start = System.nanoTime();
    try (ProgressBar progress = new ProgressBar(terminal, "versions", history.versions())) {
      history.load(opened, progress::update);
    }
    opened.settle(now);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String newFile() {
    try {
      return Files.createTempDirectory("ttkv-demo-").resolve("zones.db").toString();
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "no folder can be made in %s; give a place with --store FILE: %s"
              .formatted(System.getProperty("java.io.tmpdir"), e),
          e);
    }
  }
}
