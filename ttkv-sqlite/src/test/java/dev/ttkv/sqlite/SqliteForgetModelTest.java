// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.Durability;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import dev.ttkv.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random programs, of {@code ttkv.programs} seeds, compared with a model. */
class SqliteForgetModelTest {
  private static final int STEPS = 60;

  private Path folder;
  private final ForgetfulModel model = new ForgetfulModel();
  private Instant now = Instant.ofEpochSecond(1_000);
  private SqliteStore<String, String> store;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    store = open("test.db");
  }

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("ttkv.programs", 25));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void program_withTrimsAndErases_answersAsTheModel(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step(random);
      if (random.nextInt(4) == 0) {
        check(random);
      }
    }
    check(random);
    assertThat(store.maintenance().verify().findings()).isEmpty();
    String digest = store.maintenance().digest(Instant.MAX);
    store.close();

    assertThat(digestOfAStoreThatWasFilledAnew()).isEqualTo(digest);
  }

  private SqliteStore<String, String> open(String name) {
    return SqliteStore.open(
        folder.resolve(name),
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withClock(() -> now).withDurability(Durability.PROCESS));
  }

  private void step(Random random) {
    now = now.plusNanos(random.nextInt(3));
    switch (random.nextInt(20)) {
      case 0, 1 -> trim(random);
      case 2, 3 -> erase(random);
      case 4 -> {
        store.close();
        store = open("test.db");
      }
      case 5 -> {
        now = now.isAfter(model.watermark) ? now : model.watermark;
        store.settle(now);
        model.watermark = now;
      }
      default -> commit(batch(random));
    }
  }

  private Batch<String, String> batch(Random random) {
    Batch<String, String> batch = Batch.create();
    Set<String> keys = new TreeSet<>(Comparator.reverseOrder());
    int changes = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 1;
    for (int i = 0; i < changes; i++) {
      keys.add(key(random));
    }
    for (String key : keys) {
      if (random.nextInt(3) == 0) {
        batch.delete(key);
      } else {
        batch.put(key, "v" + random.nextInt(100));
      }
    }
    if (random.nextInt(3) == 0) {
      batch.note("note " + random.nextInt(100));
    }
    return batch;
  }

  private static String key(Random random) {
    return "k" + random.nextInt(10);
  }

  private void commit(Batch<String, String> batch) {
    store.commit(batch).ifPresent(time -> model.commit(batch, time));
  }

  private void trim(Random random) {
    List<Instant> times = times(random);
    Instant time = times.get(random.nextInt(times.size()));
    if (!time.isBefore(model.horizon)) {
      store.maintenance().trim(time);
      model.horizon = time;
    }
  }

  private void erase(Random random) {
    Set<String> keys = new TreeSet<>();
    while (keys.isEmpty() || random.nextInt(3) == 0) {
      keys.add(key(random));
    }
    long versions = keys.stream().mapToLong(key -> model.history(key).size()).sum();
    var erasure = store.maintenance().erase(keys);
    assertThat(erasure.complete()).isTrue();
    assertThat(erasure.versions()).isEqualTo(versions);
    model.erase(keys);
  }

  /**
   * Returns times to read at: the horizon, the watermark, those of commits, and their neighbours.
   */
  private List<Instant> times(Random random) {
    List<Instant> times = new ArrayList<>(List.of(model.horizon, model.watermark));
    if (!model.all.isEmpty()) {
      times.add(model.all.get(random.nextInt(model.all.size())).time());
    }
    for (Instant time : List.copyOf(times)) {
      if (time.isAfter(Instant.MIN)) {
        times.add(time.minusNanos(1));
        times.add(time.plusNanos(1));
      }
    }
    times.removeIf(time -> time.isAfter(model.watermark));
    return times;
  }

  private void check(Random random) {
    assertThat(store.horizon()).isEqualTo(model.horizon);
    assertThat(store.watermark()).isEqualTo(model.watermark);
    List<Commit<String, String>> commits = model.commits();
    assertThat(store.commits(TimeRange.all(), Order.ASCENDING)).isEqualTo(commits);
    List<Commit<String, String>> newestFirst = new ArrayList<>(commits);
    newestFirst.sort(Comparator.comparing(Commit<String, String>::time).reversed());
    assertThat(store.commits(TimeRange.all(), Order.DESCENDING)).isEqualTo(newestFirst);
    assertThat(store.times()).isEqualTo(newestFirst.stream().map(Commit::time).toList());
    for (int i = 0; i < 10; i++) {
      checkKey("k" + i);
    }
    times(random).forEach(this::checkTime);
  }

  private void checkKey(String key) {
    List<Version<String>> history = model.history(key);
    assertThat(store.history(key, TimeRange.all(), Order.ASCENDING)).isEqualTo(history);
    assertThat(store.times(key))
        .containsExactlyElementsOf(
            history.stream()
                .map(Version::from)
                .filter(time -> time.isAfter(model.horizon))
                .sorted(Comparator.reverseOrder())
                .toList());
  }

  private void checkTime(Instant time) {
    if (time.isBefore(model.horizon)) {
      assertThatExceptionOfType(HistoryTrimmedException.class)
          .isThrownBy(() -> store.get("k1", time));
      assertThatExceptionOfType(HistoryTrimmedException.class).isThrownBy(() -> store.asOf(time));
      return;
    }
    NavigableMap<String, String> expected = model.asOf(time);
    NavigableMap<String, String> found = new TreeMap<>();
    store.asOf(time).entries().forEach(entry -> found.put(entry.key(), entry.value()));
    assertThat(found).isEqualTo(expected);
    for (int i = 0; i < 10; i++) {
      assertThat(store.get("k" + i, time)).isEqualTo(model.value("k" + i, time));
    }
  }

  private String digestOfAStoreThatWasFilledAnew() {
    try (SqliteStore<String, String> fresh = open("fresh.db")) {
      for (Commit<String, String> commit : model.all) {
        Batch<String, String> batch = Batch.<String, String>create().at(commit.time());
        for (Change<String, String> change : commit.changes()) {
          change.value().ifPresent(value -> batch.put(change.key(), value));
          if (change.isDeletion()) {
            batch.delete(change.key());
          }
        }
        commit.note().ifPresent(batch::note);
        fresh.commit(batch);
      }
      now = model.watermark.isAfter(now) ? model.watermark : now;
      if (model.watermark.isAfter(Instant.MIN)) {
        fresh.settle(model.watermark);
      }
      if (model.horizon.isAfter(Instant.MIN)) {
        fresh.maintenance().trim(model.horizon);
      }
      return fresh.maintenance().digest(Instant.MAX);
    }
  }
}
