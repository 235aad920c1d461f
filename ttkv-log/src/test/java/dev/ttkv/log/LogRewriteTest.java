// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.Maintenance;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store is like whose log was written anew, or was about to be. */
final class LogRewriteTest {
  private static final IndexFactory INDEXES = HeapIndex.factory(Long.MAX_VALUE / 2);

  private Path folder;
  private Path store;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
  }

  @Test
  void trim_leavesAsManyBytesAsACopyHas() throws IOException {
    Path copied = folder.resolve("copy");
    try (HeapStore<String, String> open = open();
        HeapStore<String, String> copy = open(copied, INDEXES)) {
      for (int i = 0; i < 60; i++) {
        write(open, 40, i);
      }
      open.maintenance().trim(open.times().skip(2).findFirst().orElseThrow());

      Batch<String, String> baseline = Batch.create();
      open.asOf(open.horizon()).entries().forEach(e -> baseline.put(e.key(), e.value()));
      copy.commit(baseline);
      write(copy, 40, 58);
      write(copy, 40, 59);
    }
    assertThat(bytes(store)).isLessThan(bytes(copied) * 3 / 2);
  }

  @Test
  void trimTwice_eachKeepsWhatHolds() throws IOException {
    try (HeapStore<String, String> open = open()) {
      for (int i = 0; i < 5; i++) {
        write(open, 3, i);
        open.put("key0", "between" + i);
      }
      Maintenance<String> maintenance = open.maintenance();
      Content before = Content.of(open);
      for (int kept = 6; kept >= 0; kept -= 3) {
        Instant horizon = before.back(kept);
        maintenance.trim(horizon);
        maintenance.trim(horizon);
        before = before.trimmed(horizon);
        assertThat(Content.of(open)).isEqualTo(before);
        assertThat(maintenance.verify().findings()).isEmpty();
      }
      assertThat(files()).containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-4");
    }
  }

  @Test
  void trimOfWhatIsAllDeleted_leavesAnEmptyStoreWithItsWatermark() {
    Instant last;
    try (HeapStore<String, String> open = open()) {
      write(open, 5, 1);
      last = open.commit(Batch.<String, String>create().delete("key1")).orElseThrow();
      for (int i = 0; i < 5; i++) {
        last = open.delete("key" + i).orElse(last);
      }
      open.maintenance().trim(last);
      assertThat(open.latest().isEmpty()).isTrue();
    }
    checkEmpty(last, last);
  }

  @Test
  void eraseOfEverything_leavesAnEmptyStoreWithItsWatermark() throws IOException {
    Instant last;
    Instant horizon;
    try (HeapStore<String, String> open = open()) {
      write(open, 5, 1);
      write(open, 5, 2);
      horizon = open.watermark();
      open.maintenance().trim(horizon);
      write(open, 5, 3);
      last = open.watermark();
      Set<String> keys = Set.of("key0", "key1", "key2", "key3", "key4");
      assertThat(open.maintenance().erase(keys).versions()).isEqualTo(10);
      assertThat(open.maintenance().erase(keys).versions()).isZero();
      assertThat(Content.EMPTY.erased(keys, Set.of("key")).tracesIn(store)).isEmpty();
    }
    checkEmpty(horizon, last);
  }

  private void checkEmpty(Instant horizon, Instant watermark) {
    for (int i = 0; i < 2; i++) {
      try (HeapStore<String, String> open = open()) {
        assertThat(Content.of(open))
            .isEqualTo(new Content(horizon, watermark, Map.of(), Map.of(), Set.of()));
        assertThat(open.maintenance().verify().findings()).isEmpty();
      }
      // and from the log
      assertThat(store.resolve(files().get(2)).resolve("MARK").toFile().delete()).isTrue();
    }
    try (HeapStore<String, String> open = open()) {
      assertThat(open.put("key", "value")).isAfter(watermark);
      open.maintenance().trim(open.watermark());
      assertThat(open.get("key")).contains("value");
    }
  }

  @Test
  void streams_goOnInTheNextGenerationOrSayWhatOvertookThem() {
    try (HeapStore<String, String> open = open()) {
      for (int i = 0; i < 4; i++) {
        write(open, 200, i);
      }
      for (int i = 0; i < 100; i++) {
        open.put("one", "value" + i);
      }
      Instant horizon = open.watermark();
      for (int i = 0; i < 100; i++) {
        open.put("one", "later" + i);
      }
      Iterator<Entry<String, String>> before =
          open.asOf(horizon.minusNanos(1)).entries().iterator();
      Iterator<Entry<String, String>> at = open.asOf(horizon).entries().iterator();
      Iterator<Commit<String, String>> old = commits(open, TimeRange.all());
      Iterator<Commit<String, String>> young = commits(open, TimeRange.after(horizon));
      for (Iterator<?> stream : List.of(before, at, old, young)) {
        stream.next();
      }

      open.maintenance().trim(horizon);

      assertThatThrownBy(() -> before.forEachRemaining(e -> {}))
          .isInstanceOf(HistoryTrimmedException.class);
      assertThatThrownBy(() -> old.forEachRemaining(c -> {}))
          .isInstanceOf(HistoryTrimmedException.class);
      assertThat(at).toIterable().hasSize(200);
      assertThat(young).toIterable().hasSize(99);

      Iterator<Commit<String, String>> overtaken = commits(open, TimeRange.all());
      overtaken.next();
      open.maintenance().erase(Set.of("key7"));
      assertThatThrownBy(() -> overtaken.forEachRemaining(c -> {}))
          .isInstanceOf(HistoryErasedException.class);
    }
  }

  private static Iterator<Commit<String, String>> commits(
      HeapStore<String, String> open, TimeRange range) {
    return open.commits(range, Order.ASCENDING).iterator();
  }

  @Test
  void indexThatCannotBeMade_leavesTheOldGenerationInUse() throws IOException {
    try (HeapStore<String, String> open =
        open(store, firstThen(BrittleIndex.factory(BrittleIndex.What.ADD)))) {
      write(open, 5, 1);
      write(open, 5, 2);
      Content before = Content.of(open);
      assertThatThrownBy(() -> open.maintenance().trim(open.watermark()))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("index failed");
      assertThatThrownBy(() -> open.maintenance().erase(Set.of("key1")))
          .isInstanceOf(TimeTravelStoreException.class);
      assertThatThrownBy(() -> open.maintenance().backup(folder.resolve("backup")))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("its backup " + folder.resolve("backup") + ": its index failed");
      assertThat(Content.of(open)).isEqualTo(before);
      assertThat(files()).containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-1");
      write(open, 5, 3);
    }
    try (HeapStore<String, String> open = open()) {
      assertThat(open.get("key4")).contains("value3 of 4" + "x".repeat(100));
    }
  }

  @Test
  void close_whileTheLogIsWrittenAnew_leavesNothingOfIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    IndexFactory slow =
        new IndexFactory() {
          @Override
          public VersionIndex create(Path index, long versions) {
            begun.countDown();
            await(closing);
            return INDEXES.create(index, versions);
          }

          @Override
          public VersionIndex open(Path index, boolean readOnly) {
            return INDEXES.open(index, readOnly);
          }
        };
    HeapStore<String, String> open = open(store, firstThen(slow));
    write(open, 5, 1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread trimming = new Thread(() -> open.maintenance().trim(open.watermark()));
    trimming.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
    trimming.start();
    await(begun);
    AtomicReference<List<String>> left = new AtomicReference<>();
    Thread closer =
        new Thread(
            () -> {
              open.close();
              left.set(files());
            });
    closer.start();
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    closing.countDown();
    closer.join();
    trimming.join();

    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
    assertThat(left.get()).containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-1");
    try (HeapStore<String, String> again = open()) {
      assertThat(again.horizon()).isEqualTo(Instant.MIN);
      assertThat(again.latest().count()).isEqualTo(5);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void backup_opensReadOnlyAtOnceAndIsLeftAsItIs() throws IOException {
    Path backup = folder.resolve("backup");
    try (HeapStore<String, String> open = open()) {
      for (int i = 0; i < 9; i++) {
        write(open, 5, i);
      }
      open.maintenance().trim(open.times().skip(4).findFirst().orElseThrow());
      open.maintenance().backup(backup);
      Map<Path, byte[]> before = PowerFailure.contents(backup);
      try (HeapStore<String, String> copy =
          HeapStore.open(
              backup,
              KeyCodec.utf8(),
              Codec.utf8(),
              StoreOptions.defaults().withMode(OpenMode.READ_ONLY))) {
        assertThat(Content.of(copy)).isEqualTo(Content.of(open));
        assertThat(copy.maintenance().verify().findings()).isEmpty();
        copy.maintenance().backup(folder.resolve("second"));
      }
      assertThat(PowerFailure.contents(backup).keySet()).isEqualTo(before.keySet());
      assertThat(PowerFailure.contents(backup))
          .allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void backup_intoTheStoreItself_isRefused() {
    try (HeapStore<String, String> open = open()) {
      write(open, 5, 1);
      for (String inside : List.of("backup", "generation-7", "x/../../store/generation-1/backup")) {
        assertThatThrownBy(() -> open.maintenance().backup(store.resolve(inside)))
            .isInstanceOf(TimeTravelStoreException.class)
            .hasMessageContaining("own folder");
      }
      assertThat(files()).containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-1");
    }
  }

  @Test
  void backup_intoTheStoreThroughALink_isRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), store);
    try (HeapStore<String, String> open = open()) {
      write(open, 5, 1);
      for (Path inside : List.of(link.resolve("generation-7"), link.resolve("generation-1/x"))) {
        assertThatThrownBy(() -> open.maintenance().backup(inside))
            .isInstanceOf(TimeTravelStoreException.class)
            .hasMessageContaining("own folder");
      }
      assertThat(files()).containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-1");
    }
    try (HeapStore<String, String> open = open(link, INDEXES)) {
      assertThatThrownBy(() -> open.maintenance().backup(store.resolve("generation-7")))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("own folder");
    }
  }

  @Test
  void backup_leavesAloneWhatIsBesideIt() throws IOException {
    Path others = Files.createDirectory(folder.resolve("backup.new"));
    Files.writeString(others.resolve("precious"), "of somebody else");
    try (HeapStore<String, String> open = open()) {
      open.maintenance().backup(folder.resolve("backup"));
      assertThat(others.resolve("precious")).content().isEqualTo("of somebody else");
    }
    Path called = folder.resolve("called.new");
    try (HeapStore<String, String> open = open(called, INDEXES)) {
      open.put("key", "value");
      open.maintenance().backup(folder.resolve("called"));
      open.maintenance().trim(open.watermark());
    }
    try (HeapStore<String, String> open = open(called, INDEXES)) {
      assertThat(open.get("key")).contains("value");
    }
  }

  private HeapStore<String, String> open() {
    return open(store, INDEXES);
  }

  private static HeapStore<String, String> open(Path store, IndexFactory indexes) {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults(),
        new UnsyncedDisk(),
        3_000,
        indexes);
  }

  /** Makes whole indexes for the first generation, and others later. */
  private IndexFactory firstThen(IndexFactory later) {
    return new IndexFactory() {
      @Override
      public VersionIndex create(Path index, long versions) {
        boolean first = index.startsWith(store.resolve("generation-1"));
        return (first ? INDEXES : later).create(index, versions);
      }

      @Override
      public VersionIndex open(Path index, boolean readOnly) {
        return INDEXES.open(index, readOnly);
      }
    };
  }

  private static void write(HeapStore<String, String> open, int keys, int turn) {
    Batch<String, String> batch = Batch.create();
    IntStream.range(0, keys)
        .forEach(i -> batch.put("key" + i, "value%d of %d%s".formatted(turn, i, "x".repeat(100))));
    open.commit(batch);
  }

  private List<String> files() {
    return Arrays.stream(store.toFile().list()).sorted().toList();
  }

  private static long bytes(Path store) throws IOException {
    return PowerFailure.contents(store).entrySet().stream()
        .filter(file -> file.getKey().toString().endsWith(".log"))
        .mapToLong(file -> file.getValue().length)
        .sum();
  }
}
