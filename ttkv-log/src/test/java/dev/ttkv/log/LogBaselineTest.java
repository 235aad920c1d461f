// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a log that was written anew, and of which something is damaged or missing. */
final class LogBaselineTest {
  private static final IndexFactory INDEXES = HeapIndex.factory(Long.MAX_VALUE / 2);
  private static final StoreHeader CODECS = StoreHeader.of(KeyCodec.utf8(), Codec.utf8());
  private static final int SEGMENT = 3_000;

  private Path folder;
  private Path store;

  /** A store with five versions in its baseline, and three commits after them. */
  @BeforeEach
  void write(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
    try (HeapStore<String, String> open = open()) {
      for (int turn = 0; turn < 5; turn++) {
        Batch<String, String> batch = Batch.create();
        for (int i = 0; i < 5 - turn; i++) {
          batch.put("key" + i, "value" + turn + i);
        }
        open.commit(batch);
      }
      open.maintenance().trim(open.times().skip(3).findFirst().orElseThrow());
    }
  }

  @Test
  void writtenByHandWithoutLoss_isClean() throws IOException {
    writeByHand(-1, -1);
    try (HeapStore<String, String> open = open()) {
      assertThat(open.maintenance().verify().findings()).isEmpty();
      assertThat(open.latest().count()).isEqualTo(5);
    }
  }

  @Test
  void baselineVersionMissing_isFoundAndNothingIsWrittenOnItsGround() throws IOException {
    writeByHand(4, -1);
    try (HeapStore<String, String> open = open()) {
      assertThat(open.maintenance().verify().findings())
          .extracting(Finding::what)
          .anyMatch(what -> what.contains("4 versions hold at the horizon"));
      assertThatThrownBy(() -> open.maintenance().erase(Set.of("key1")))
          .isInstanceOf(DamagedStoreException.class);
      assertThatThrownBy(() -> open.maintenance().backup(folder.resolve("backup")))
          .isInstanceOf(DamagedStoreException.class);
      assertThat(store.toFile().list())
          .containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-9");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
    }
  }

  @Test
  void commitMissing_isRefusedAndFound() throws IOException {
    for (int missing = 0; missing < 3; missing++) {
      List<String> found = new ArrayList<>();
      LogCheck check = writeByHand(-1, missing).check(found);
      check.check(0);
      check.finish(Long.MAX_VALUE);
      if (missing < 2) {
        assertThat(found).anyMatch(what -> what.contains("does not follow"));
        assertThatThrownBy(this::open).isInstanceOf(DamagedStoreException.class);
        new UnsyncedDisk().delete(store);
        write(folder);
      } else {
        assertThat(found).anyMatch(what -> what.contains("versions"));
      }
    }
  }

  @Test
  void frameOfTheBaselineDamaged_isFoundAndNothingIsWrittenOnItsGround() throws IOException {
    Path log = Segment.file(store.resolve("generation-2"), 0);
    byte[] bytes = Files.readAllBytes(log);
    String content = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[content.indexOf("value04") + 5] ^= 1;
    Files.write(log, bytes);
    try (HeapStore<String, String> open = open()) {
      assertThat(open.maintenance().verify().findings()).isNotEmpty();
      assertThatThrownBy(() -> open.get("key4")).isInstanceOf(DamagedStoreException.class);
      assertThat(open.get("key2")).contains("value22");
      assertThatThrownBy(() -> open.maintenance().trim(open.watermark()))
          .isInstanceOf(DamagedStoreException.class);
      assertThatThrownBy(() -> open.maintenance().erase(Set.of("key2")))
          .isInstanceOf(DamagedStoreException.class);
      assertThatThrownBy(() -> open.maintenance().backup(folder.resolve("backup")))
          .isInstanceOf(DamagedStoreException.class);
      assertThat(store.toFile().list())
          .containsExactlyInAnyOrder("CURRENT", "LOCK", "generation-2");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
    }
    // and when the log has to be read as a whole
    Files.delete(store.resolve("generation-2/MARK"));
    assertThatThrownBy(this::open).isInstanceOf(DamagedStoreException.class);
  }

  /** A generation that was written. */
  private record Written(LogSegments segments, LogReader.Extent extent) {
    LogCheck check(List<String> found) {
      return new LogCheck(segments, extent, finding -> found.add(finding.what()));
    }
  }

  /** Writes what the store holds as another generation, without a version or without a commit. */
  private Written writeByHand(int version, int commit) throws IOException {
    LogFolder files = new LogFolder("heap:" + store, store, new UnsyncedDisk());
    Head head;
    List<StoredEntry> baseline;
    List<StoredCommit> commits;
    try (LogEngine engine =
        LogEngine.open(
            "heap:" + store,
            CODECS,
            StoreOptions.defaults(),
            Limits.DEFAULT,
            INDEXES,
            files,
            SEGMENT)) {
      head = engine.head();
      PageLimit all = new PageLimit(1_000, 1 << 20);
      baseline =
          new ArrayList<>(
              engine.entries(ByteRange.ALL, head.horizon(), Order.ASCENDING, all).items());
      commits =
          new ArrayList<>(
              engine.commits(head.horizon(), head.watermark(), Order.ASCENDING, all).items());
    }
    long versions = 5 + commits.stream().mapToLong(c -> c.changes().size()).sum();
    if (version >= 0) {
      baseline.remove(version);
    }
    if (commit >= 0) {
      commits.remove(commit);
    }
    Path generation = files.generation(9);
    files.disk().makeFolder(generation);
    Path file =
        LogSegments.create(
            files.disk(), generation, new SegmentHeader(9, 0, LogSegments.salt(), 0, 0, CODECS));
    Segment segment = Segment.open("heap:" + store, file);
    LogSegments segments = new LogSegments(List.of(segment));
    LogWriter writer =
        new LogWriter(
            "heap:" + store,
            generation,
            files.disk(),
            Durability.PROCESS,
            SEGMENT,
            segments,
            new TimeIndex(),
            new SegmentWriter(segment, files.disk().open(file), segment.start(), 0));
    Retained retained = head.retained();
    writer.append(List.of(), true, new Head(retained.horizon(), Timestamps.NONE, retained));
    writer.appendBaseline(baseline, retained.horizon());
    writer.append(commits, false, head);
    writer.close();
    files.makeCurrent(9);
    return new Written(segments, new LogReader.Extent(head, writer.end(), versions));
  }

  private HeapStore<String, String> open() {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults(),
        new UnsyncedDisk(),
        SEGMENT,
        INDEXES);
  }
}
