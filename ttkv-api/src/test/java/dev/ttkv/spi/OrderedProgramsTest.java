// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Batch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs random programs that forget, and compares with a model. */
class OrderedProgramsTest {
  private static final int PROGRAMS = 200;
  private static final int STEPS = 40;

  /** Some of which are the beginning of others, or have to be escaped. */
  private static final List<String> KEYS =
      List.of("", "\0", "\0\0", "a", "a\0", "a\0\1", "aa", "b");

  @TempDir Path folder = Path.of("");
  private int forgotten;

  @Test
  void programs_thatForget_agreeWithTheModel() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      run(seed);
    }
    assertThat(forgotten).isGreaterThan(5 * PROGRAMS);
  }

  private void run(int seed) {
    Random random = new Random(seed);
    boolean ofFolder = random.nextBoolean();
    KeptMaps maps = new KeptMaps();
    Path path = folder.resolve("store" + seed);
    HistoryModel model = new HistoryModel();
    PlacedStore store = PlacedStore.open(path, ofFolder, maps);
    Instant first = store.put("a", "first");
    model.commit(Timestamps.exact(first), Map.of("a", Optional.of("first")), Optional.empty());
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0 -> trim(random, store, model);
        case 1 -> erase(random, store, model);
        case 2 -> {
          store.close();
          store = PlacedStore.open(path, ofFolder, maps);
        }
        case 3 ->
            store.maintenance().pin("pin" + step, store.watermark(), Instant.EPOCH.plusSeconds(1));
        default -> commit(random, step, store, model);
      }
      assertThat(store.digest()).as("seed %d, step %d", seed, step).isEqualTo(model.digest());
    }
    assertAgrees(store, model);
    Path copy = folder.resolve("copy" + seed);
    store.maintenance().backup(copy);
    store.close();
    PlacedStore again = PlacedStore.open(copy, ofFolder, maps);
    assertAgrees(again, model);
    again.close();
  }

  private static void commit(Random random, int step, PlacedStore store, HistoryModel model) {
    Batch<String, String> batch = Batch.create();
    Map<String, Optional<String>> changes = new HashMap<>();
    long asOf = Timestamps.LAST;
    for (String key : some(random)) {
      if (random.nextInt(3) > 0) {
        batch.put(key, "value" + step);
        changes.put(key, Optional.of("value" + step));
      } else {
        batch.delete(key);
        if (model.get(key, asOf).isPresent()) {
          changes.put(key, Optional.empty());
        }
      }
    }
    Optional<String> note = random.nextBoolean() ? Optional.of("note" + step) : Optional.empty();
    note.ifPresent(batch::note);
    store.commit(batch).ifPresent(time -> model.commit(Timestamps.exact(time), changes, note));
  }

  private static Set<String> some(Random random) {
    Set<String> keys = new TreeSet<>();
    while (keys.isEmpty() || random.nextInt(3) > 0) {
      keys.add(KEYS.get(random.nextInt(KEYS.size())));
    }
    return keys;
  }

  /** Moves the horizon to any time up to the watermark, those around commits included. */
  private void trim(Random random, PlacedStore store, HistoryModel model) {
    store.maintenance().pins().forEach(pin -> store.maintenance().unpin(pin.name()));
    Head head = store.engine().head();
    long first = Math.max(head.horizon(), head.watermark() - 10);
    long time = first + random.nextInt((int) (head.watermark() - first) + 1);
    store.maintenance().trim(Timestamps.toInstant(time));
    model.trim(time);
    forgotten++;
  }

  private void erase(Random random, PlacedStore store, HistoryModel model) {
    Set<String> keys = some(random);
    long versions = store.maintenance().erase(keys).versions();
    assertThat(versions).isEqualTo(model.erase(keys));
    forgotten++;
  }

  private static void assertAgrees(PlacedStore store, HistoryModel model) {
    assertThat(store.digest()).isEqualTo(model.digest());
    assertThat(store.maintenance().verify().findings()).isEmpty();
    assertThat(store.times().map(Timestamps::exact))
        .containsExactlyElementsOf(descending(model.times()));
    Head head = store.engine().head();
    for (String key : KEYS) {
      assertThat(store.times(key).map(Timestamps::exact))
          .containsExactlyElementsOf(descending(model.times(key)));
      for (long time = Math.max(head.horizon(), head.watermark() - 20);
          time <= head.watermark();
          time++) {
        assertThat(store.get(key, Timestamps.toInstant(time))).isEqualTo(model.get(key, time));
      }
    }
  }

  private static List<Long> descending(List<Long> times) {
    return times.stream().sorted(Collections.reverseOrder()).toList();
  }
}
