// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops a recorded run after each of its steps, loses what was not synced in every way there is,
 * and opens what is left. {@code -Dttkv.crash.seeds} says how often what is random is tried.
 */
final class LogCrashTest {
  private static final int SEEDS = Integer.getInteger("ttkv.crash.seeds", 1);

  /** The steps from one that is tried in a run that is one of many to the next. */
  private static final int STRIDE = SEEDS > 1 ? 5 : 11;

  private static final int SWITCH_SEEDS = 20;
  private static final int SEGMENT = 700;
  private static final List<PowerFailure.Rest> RESTS = List.of(PowerFailure.Rest.values());

  private Path folder;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A run: what the disk did, and what the store held meanwhile. */
  private record Recording(Path root, List<RecordingDisk.Step> steps, Expected expected) {}

  @Test
  void powerFailsAfterEachStep_acknowledgedDeedsAreThere() throws Exception {
    Recording recording = record(Durability.POWER, deed -> true);
    int states = sweep(recording, 0, recording.steps.size(), 1, SEEDS);

    assertThat(recording.expected.count()).isGreaterThan(60);
    report("power failures", states);
  }

  @Test
  void processDiesAfterEachStep_acknowledgedDeedsAreThere() throws Exception {
    Recording recording = record(Durability.PROCESS, deed -> true);
    int states = 0;
    for (int step = 0; step <= recording.steps.size(); step += SEEDS > 1 ? 1 : 3) {
      check(recording, step, PowerFailure.Rest.KEPT, new Random(step));
      states++;
    }
    report("deaths of the process", states);
  }

  @Test
  void powerFailsDuringRecovery_acknowledgedDeedsAreThere() throws Exception {
    Recording first = record(Durability.POWER, deed -> true);
    Random random = new Random(1);
    int states = 0;
    for (int i = 0; i < 4 * SEEDS; i++) {
      int step = random.nextInt(first.steps.size());
      PowerFailure.Rest rest = RESTS.get(random.nextInt(RESTS.size()));
      Path left = Files.createDirectory(folder.resolve("recovery" + i));
      PowerFailure.restore(first.steps.subList(0, step), rest, random, left);
      RecordingDisk disk = RecordingDisk.from(left);
      int begun = disk.count();
      Expected expected = goOn(left, disk, first.expected, step, true, deeds(left, 200));
      Recording second = new Recording(left, disk.steps(), expected);
      states += sweep(second, begun + i % STRIDE, disk.count(), STRIDE, 1);
      new UnsyncedDisk().delete(left);
    }
    report("power failures after another one", states);
  }

  @Test
  void powerFailsAfterAProcessDied_whatWasReadAgainIsThere() throws Exception {
    Recording first = record(Durability.PROCESS, deed -> true);
    Random random = new Random(2);
    int states = 0;
    for (int i = 0; i < 4 * SEEDS; i++) {
      int died = random.nextInt(first.steps.size());
      List<RecordingDisk.Step> before = first.steps.subList(0, died);
      Path left = Files.createDirectory(folder.resolve("died" + i));
      PowerFailure.restore(before, PowerFailure.Rest.KEPT, random, left);
      RecordingDisk disk = new RecordingDisk(left, before);
      open(left, StoreOptions.defaults(), disk).close();
      int opened = disk.count();
      Expected expected = goOn(left, disk, first.expected, died, false, deeds(left, 200));
      Recording both = new Recording(left, disk.steps(), expected);
      states += sweep(both, died, opened, 1, 1);
      states += sweep(both, opened + i % STRIDE, disk.count(), 3 * STRIDE, 1);
      new UnsyncedDisk().delete(left);
    }
    report("power failures after the death of a process", states);
  }

  @Test
  void powerFailsAfterAProcessDiedAsItForgot_neitherGenerationIsMissed() throws Exception {
    Recording first = record(Durability.POWER, deed -> true);
    int states = 0;
    int switches = 0;
    for (int died = 1; died < first.steps.size(); died++) {
      boolean switched = isSwitch(first.steps.get(died - 1));
      if (SEEDS > 1
          ? switched || first.expected.isForgetting(died)
          : switched && switches++ % 4 == 0) {
        List<RecordingDisk.Step> before = first.steps.subList(0, died);
        Path left = Files.createDirectory(folder.resolve("forgetting" + died));
        PowerFailure.restore(before, PowerFailure.Rest.KEPT, new Random(died), left);
        RecordingDisk disk = new RecordingDisk(left, before);
        List<Deed> more = Deed.inTurns(200, 202, 300, left);
        Expected expected = goOn(left, disk, first.expected, died, true, more);
        Recording both = new Recording(left, disk.steps(), expected);
        states += sweep(both, died, disk.count(), 1, 1);
        new UnsyncedDisk().delete(left);
      }
    }
    assertThat(states).isPositive();
    report("power failures after the death of a process that forgot", states);
  }

  /** Tells whether from this step on another generation counts, though not for sure. */
  private static boolean isSwitch(RecordingDisk.Step step) {
    return step instanceof RecordingDisk.Step.Rename rename && rename.to().endsWith("CURRENT");
  }

  @Test
  void powerFailsWithoutTheSyncsOfADeed_isNoticedByThisTest() throws Exception {
    for (Class<?> unsynced :
        List.of(
            Deed.Write.class,
            Deed.Settle.class,
            Deed.Trim.class,
            Deed.Erase.class,
            Deed.Backup.class)) {
      Recording recording = record(Durability.POWER, deed -> !unsynced.isInstance(deed));

      assertThatThrownBy(() -> dropAfterEachStep(recording))
          .as("without the syncs of %s", unsynced)
          .isNotNull();
    }
  }

  @Test
  void powerFailsWithDurabilityProcess_losesNothingThatWasClosed() throws Exception {
    Recording recording = record(Durability.PROCESS, deed -> true);

    assertThatThrownBy(() -> dropAfterEachStep(recording)).isNotNull();
    check(recording, recording.steps.size(), PowerFailure.Rest.DROPPED, new Random(0));
  }

  private void dropAfterEachStep(Recording recording) throws IOException {
    for (int step = 0; step <= recording.steps.size(); step++) {
      check(recording, step, PowerFailure.Rest.DROPPED, new Random(step));
    }
  }

  private static void report(String what, int states) {
    System.out.printf("log: %d states left by %s, 0 losses%n", states, what);
  }

  private Recording record(Durability durability, Predicate<Deed> synced) throws IOException {
    Path root = Files.createTempDirectory(folder, "run");
    RecordingDisk disk = new RecordingDisk(root);
    Expected expected = new Expected();
    for (int from = 0; from <= 100; from += 100) {
      try (HeapStore<String, String> store = open(root, options(durability, from, disk), disk)) {
        for (Deed deed : deeds(root, from)) {
          disk.syncing(synced.test(deed));
          expected.doing(deed, store, disk);
          disk.syncing(true);
        }
      }
    }
    return new Recording(root, disk.steps(), expected);
  }

  /** Opens what is left after some steps, and goes on from what it holds. */
  private static Expected goOn(
      Path root, RecordingDisk disk, Expected before, int step, boolean synced, List<Deed> deeds) {
    try (HeapStore<String, String> store = open(root, options(Durability.POWER, 200, disk), disk)) {
      Expected expected = before.since(step, synced, Content.of(store), disk.count());
      deeds.forEach(deed -> expected.doing(deed, store, disk));
      return expected;
    }
  }

  private static StoreOptions options(Durability durability, int from, RecordingDisk disk) {
    return StoreOptions.defaults()
        .withDurability(durability)
        .withClock(() -> Instant.EPOCH.plusSeconds(from).plusNanos(1_000L * disk.count()));
  }

  /** Commits a while, and then trims, erases and backs up in between. */
  private static List<Deed> deeds(Path root, int from) {
    return Deed.inTurns(from, from + 28, from + 12, root);
  }

  private int sweep(Recording recording, int from, int through, int stride, int seeds)
      throws IOException {
    Set<Object> seen = new HashSet<>();
    for (int step = from; step <= through; step += stride) {
      for (PowerFailure.Rest rest : RESTS) {
        for (int seed = 0; seed < tries(recording, step, rest, seeds); seed++) {
          check(recording, step, rest, new Random(31L * step + seed), seen);
        }
      }
    }
    return seen.size();
  }

  /** Tells how often to try; often where names that belong together may be kept or not. */
  private static int tries(Recording recording, int step, PowerFailure.Rest rest, int seeds) {
    return switch (rest) {
      case DROPPED, KEPT, ZEROS -> 1;
      case TORN -> seeds;
      case ANY ->
          step > 0 && isSwitch(recording.steps.get(step - 1))
              ? Math.max(seeds, SWITCH_SEEDS)
              : seeds;
    };
  }

  private void check(Recording recording, int step, PowerFailure.Rest rest, Random random)
      throws IOException {
    check(recording, step, rest, random, new HashSet<>());
  }

  /** Checks what is left, unless the same was seen with the same expectation. */
  private void check(
      Recording recording, int step, PowerFailure.Rest rest, Random random, Set<Object> seen)
      throws IOException {
    Map<Path, Optional<byte[]>> files =
        PowerFailure.left(recording.steps.subList(0, step), rest, random);
    Map<Path, Integer> sums = new TreeMap<>();
    files.forEach((file, bytes) -> sums.put(file, bytes.map(Arrays::hashCode).orElse(0)));
    if (seen.add(List.of(sums, recording.expected.known(step)))) {
      check(recording, step, files, rest);
    }
  }

  private void check(
      Recording recording, int step, Map<Path, Optional<byte[]>> files, PowerFailure.Rest rest)
      throws IOException {
    Path left = Files.createDirectory(folder.resolve("left"));
    PowerFailure.restore(files, left);
    try {
      // what was acknowledged as erased does not come back, not even until the store is opened
      Content least = recording.expected.possible(step).get(0);
      assertThat(least.tracesIn(left.resolve("store"))).isEmpty();
      Instant time;
      try (HeapStore<String, String> store =
          open(left, StoreOptions.defaults(), new UnsyncedDisk())) {
        Content content = found(store, recording.expected.possible(step));
        assertThat(content.tracesIn(left.resolve("store"))).isEmpty();
        for (Expected.Done backup : recording.expected.backups(step)) {
          checkBackup(store, recording, backup, left, step);
        }
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

  /** Returns which of the contents that are possible a store has. */
  private static Content found(HeapStore<String, String> store, List<Content> possible) {
    Content found = Content.of(store);
    return possible.stream()
        .filter(content -> content.isSeenIn(found))
        .findFirst()
        .orElseThrow(() -> new AssertionError("%s is none of %s".formatted(found, possible)));
  }

  /** A backup is there whole, or not at all, and then can be made again. */
  private static void checkBackup(
      HeapStore<String, String> store,
      Recording recording,
      Expected.Done backup,
      Path left,
      int step) {
    Path target = left.resolve(recording.root.relativize(backup.backup().orElseThrow()));
    Content copied = backup.after();
    if (!Files.exists(target)) {
      assertThat(step).as("steps before the backup was acknowledged").isLessThan(backup.done());
      store.maintenance().backup(target);
      copied = Content.of(store);
    }
    try (HeapStore<String, String> copy = openAt(target)) {
      found(copy, List.of(copied));
    }
  }

  private static HeapStore<String, String> openAt(Path store) {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withMode(OpenMode.EXISTING),
        new UnsyncedDisk(),
        SEGMENT,
        Long.MAX_VALUE / 2);
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
