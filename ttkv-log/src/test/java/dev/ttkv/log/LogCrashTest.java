// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops a recorded run after each of its steps, loses what was not synced in every way there is,
 * and opens what is left. {@code -Dttkv.crash.seeds} says how often what is random is tried.
 */
final class LogCrashTest {
  private static final int SEEDS = Integer.getInteger("ttkv.crash.seeds", 1);
  private static final int SEGMENT = 700;
  private static final List<PowerFailure.Rest> RESTS = List.of(PowerFailure.Rest.values());

  private Path folder;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A run: what the disk did, and what was acknowledged meanwhile. */
  private record Recording(
      Map<Path, byte[]> start, List<RecordingDisk.Step> steps, Acknowledged acknowledged) {}

  @Test
  void powerFailsAfterEachStep_acknowledgedCommitsAreThere() throws Exception {
    Recording recording = record(Durability.POWER, true);
    int states = sweep(recording, 1, SEEDS);

    assertThat(recording.acknowledged.count()).isGreaterThan(60);
    System.getLogger("dev.ttkv")
        .log(
            System.Logger.Level.INFO,
            "{0} steps, {1} states after a power failure, {2} acknowledged commits",
            recording.steps.size(),
            states,
            recording.acknowledged.count());
  }

  @Test
  void processDiesAfterEachStep_acknowledgedCommitsAreThere() throws Exception {
    Recording recording = record(Durability.PROCESS, true);
    for (int step = 0; step <= recording.steps.size(); step++) {
      check(recording, step, PowerFailure.Rest.KEPT, new Random(step));
    }
  }

  @Test
  void powerFailsDuringRecovery_acknowledgedCommitsAreThere() throws Exception {
    Recording first = record(Durability.POWER, true);
    Random random = new Random(1);
    for (int i = 0; i < 4 * SEEDS; i++) {
      int step = random.nextInt(first.steps.size());
      PowerFailure.Rest rest = RESTS.get(random.nextInt(RESTS.size()));
      Path left = Files.createDirectory(folder.resolve("recovery" + i));
      PowerFailure.restore(first.start, first.steps.subList(0, step), rest, random, left);
      Recording second = continued(left, first.acknowledged.until(step));
      sweep(second, SEEDS > 1 ? 1 : 11, 1);
      new UnsyncedDisk().delete(left);
    }
  }

  @Test
  void powerFailsAfterAProcessDied_whatWasReadAgainIsThere() throws Exception {
    Recording first = record(Durability.PROCESS, true);
    Random random = new Random(2);
    for (int i = 0; i < 4 * SEEDS; i++) {
      int died = random.nextInt(first.steps.size());
      List<RecordingDisk.Step> before = first.steps.subList(0, died);
      Path left = Files.createDirectory(folder.resolve("died" + i));
      PowerFailure.restore(first.start, before, PowerFailure.Rest.KEPT, random, left);
      RecordingDisk disk = new RecordingDisk(left, before);
      open(left, StoreOptions.defaults(), disk).close();
      int opened = disk.count();
      Acknowledged acknowledged = first.acknowledged.until(died).since(opened);
      run(left, Durability.POWER, disk, acknowledged, 200);
      Recording both = new Recording(Map.of(), disk.steps(), acknowledged);
      sweep(both, died, opened, 1, 1);
      sweep(both, opened, disk.count(), 37, 1);
      new UnsyncedDisk().delete(left);
    }
  }

  @Test
  void powerFailsWithoutSyncs_isNoticedByThisTest() throws Exception {
    Recording recording = record(Durability.POWER, false);

    assertThatThrownBy(() -> sweep(recording, 1, 1)).isNotNull();
  }

  @Test
  void powerFailsWithDurabilityProcess_losesNothingThatWasClosed() throws Exception {
    Recording recording = record(Durability.PROCESS, true);

    assertThatThrownBy(() -> sweep(recording, 1, 1)).isNotNull();
    check(recording, recording.steps.size(), PowerFailure.Rest.DROPPED, new Random(0));
  }

  private Recording record(Durability durability, boolean syncing) throws IOException {
    Path root = Files.createTempDirectory(folder, "run");
    RecordingDisk disk = new RecordingDisk(root, syncing);
    Acknowledged acknowledged = new Acknowledged();
    run(root, durability, disk, acknowledged, 0);
    run(root, durability, disk, acknowledged, 100);
    return new Recording(Map.of(), disk.steps(), acknowledged);
  }

  private static Recording continued(Path root, Acknowledged before) throws IOException {
    Acknowledged acknowledged = before.since(0);
    Map<Path, byte[]> start = PowerFailure.contents(root);
    RecordingDisk disk = new RecordingDisk(root, true);
    run(root, Durability.POWER, disk, acknowledged, 200);
    return new Recording(start, disk.steps(), acknowledged);
  }

  private static void run(
      Path root, Durability durability, RecordingDisk disk, Acknowledged acknowledged, int from) {
    StoreOptions options =
        StoreOptions.defaults()
            .withDurability(durability)
            .withClock(() -> Instant.EPOCH.plusSeconds(from).plusNanos(1_000L * disk.count()));
    try (HeapStore<String, String> store = open(root, options, disk)) {
      for (int i = from; i < from + 40; i++) {
        Map<String, Optional<String>> changes = new TreeMap<>();
        for (int j = 0; j <= i % 7; j++) {
          changes.put("key" + j, Optional.of(i + "x".repeat(i % 5 == 0 ? 300 : 10)));
        }
        if (i % 4 == 3) {
          changes.put("key0", Optional.empty());
        }
        Instant time = store.commit(Acknowledged.batch(changes)).orElseThrow();
        acknowledged.acknowledged(changes, time, disk.count());
        if (i % 10 == 9) {
          store.settle(time);
        }
      }
    }
  }

  private int sweep(Recording recording, int stride, int seeds) throws IOException {
    return sweep(recording, 0, recording.steps.size(), stride, seeds);
  }

  private int sweep(Recording recording, int from, int through, int stride, int seeds)
      throws IOException {
    int states = 0;
    for (int step = from; step <= through; step += stride) {
      for (PowerFailure.Rest rest : RESTS) {
        boolean random = rest == PowerFailure.Rest.TORN || rest == PowerFailure.Rest.ANY;
        for (int seed = 0; seed < (random ? seeds : 1); seed++) {
          check(recording, step, rest, new Random(31L * step + seed));
          states++;
        }
      }
    }
    return states;
  }

  private void check(Recording recording, int step, PowerFailure.Rest rest, Random random)
      throws IOException {
    Path left = Files.createDirectory(folder.resolve("left"));
    PowerFailure.restore(recording.start, recording.steps.subList(0, step), rest, random, left);
    Acknowledged acknowledged = recording.acknowledged.until(step);
    try {
      Instant time;
      try (HeapStore<String, String> store =
          open(left, StoreOptions.defaults(), new UnsyncedDisk())) {
        acknowledged.check(store);
        time = store.put("after", "it");
      }
      try (HeapStore<String, String> store =
          open(left, StoreOptions.defaults(), new UnsyncedDisk())) {
        assertThat(store.get("after", time)).contains("it");
        assertThat(store.watermark()).isEqualTo(time);
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("after step %d, the rest %s: %s".formatted(step, rest, e), e);
    } finally {
      new UnsyncedDisk().delete(left);
    }
  }

  private static HeapStore<String, String> open(Path root, StoreOptions options, Disk disk) {
    return HeapStore.open(
        root.resolve("store"),
        KeyCodec.utf8(),
        Codec.utf8(),
        options,
        disk,
        SEGMENT,
        Long.MAX_VALUE / 2);
  }
}
