// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.RecoveryNeededException;
import dev.ttkv.StoreLockedException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogEngineTest {
  private Path folder;
  private Path store;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
  }

  @Test
  void interruptedThread_closesNobodysFiles() {
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 50; i++) {
        open.put("key", "value" + i);
        assertThat(open.get("key")).contains("value" + i);
        assertThat(open.commits(TimeRange.all(), Order.ASCENDING)).hasSize(i + 1);
      }
      assertThat(Thread.interrupted()).isTrue();
      open.put("key", "after");
    }
    try (HeapStore<String, String> open = open(OpenMode.EXISTING, 500)) {
      assertThat(open.get("key")).contains("after");
    }
  }

  @Test
  void open_inAnInterruptedThread_createsAndOpensAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
      open.put("key", "value");
    }
    // once from a clean end, once from the log
    for (int i = 0; i < 2; i++) {
      try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
        assertThat(open.get("key")).contains("value");
      }
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(store.resolve("generation-1/MARK").toFile().delete()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void open_inAnotherFileSystem_isRefusedAndMakesNothing() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("x.zip").toUri());
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  HeapStore.open(
                      system.getPath("/x"), KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults()))
          .withMessageContaining("heap:/x is in a file system of the kind 'jar'")
          .withMessageContaining("default file system");
      assertThat(system.getPath("/")).isEmptyDirectory();
    }
  }

  @Test
  void secondOpen_isRefusedByWhateverName() throws IOException {
    try (HeapStore<String, String> first = open(OpenMode.CREATE, 500)) {
      first.put("key", "value");
      Path link = Files.createSymbolicLink(folder.resolve("link"), store);
      for (Path path : List.of(store, link, folder.resolve("./store"))) {
        assertThatThrownBy(
                () -> HeapStore.open(path, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults()))
            .isInstanceOf(StoreLockedException.class)
            .hasMessageContaining("open in this process");
      }
      first.put("key", "more");
      assertThat(first.get("key")).contains("more");
    }
  }

  @Test
  void readOnly_changesNoFile() throws IOException {
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
      open.put("key", "value");
    }
    Map<Path, byte[]> before = PowerFailure.contents(store);
    try (HeapStore<String, String> open = open(OpenMode.READ_ONLY, 500)) {
      assertThat(open.get("key")).contains("value");
      assertThat(open.maintenance().verify().clean()).isTrue();
    }
    Map<Path, byte[]> after = PowerFailure.contents(store);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
  }

  @Test
  void readOnly_ofAStoreThatWasNotClosed_isRefused() throws IOException {
    Path copy = folder.resolve("copy");
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
      open.put("key", "value");
      copy(copy);
    }
    assertThatThrownBy(
            () ->
                HeapStore.open(
                    copy,
                    KeyCodec.utf8(),
                    Codec.utf8(),
                    StoreOptions.defaults().withMode(OpenMode.READ_ONLY)))
        .isInstanceOf(RecoveryNeededException.class)
        .hasMessageContaining("open it once to write");
    try (HeapStore<String, String> open =
        HeapStore.open(copy, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults())) {
      assertThat(open.get("key")).contains("value");
    }
  }

  @Test
  void creationThatWasBrokenOff_isDoneAgain() throws IOException {
    Files.createDirectories(store.resolve("generation-1"));
    Files.write(store.resolve("generation-1/00000000.log.new"), new byte[] {1, 2});

    assertThatThrownBy(() -> open(OpenMode.EXISTING, 500))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("no such store");
    try (HeapStore<String, String> open = open(OpenMode.CREATE_NEW, 500)) {
      open.put("key", "value");
    }
  }

  @Test
  void generationThatDoesNotCount_isDeleted() throws IOException {
    open(OpenMode.CREATE, 500).close();
    Files.createDirectories(store.resolve("generation-2/index-1"));
    Files.writeString(store.resolve("generation-2/00000000.log"), "a part");

    open(OpenMode.EXISTING, 500).close();

    assertThat(store.resolve("generation-2")).doesNotExist();
  }

  @Test
  void indexThatFails_makesTheOutcomeUnknownAndLosesNothing() {
    HeapStore<String, String> brittle = brittle(BrittleIndex.What.ADD);
    Instant[] time = new Instant[1];
    assertThatThrownBy(() -> brittle.put("key", "value"))
        .isInstanceOfSatisfying(CommitOutcomeUnknownException.class, e -> time[0] = e.time());
    assertThatThrownBy(() -> brittle.get("key")).hasMessageContaining("open it again");
    assertThatThrownBy(() -> brittle.put("key", "next")).hasMessageContaining("open it again");
    brittle.close();
    try (HeapStore<String, String> open = open(OpenMode.EXISTING, 500)) {
      assertThat(open.get("key", time[0])).contains("value");
    }
  }

  @Test
  void indexThatCannotBeMade_leavesNoneOfItsFiles() throws IOException {
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 500)) {
      open.put("key", "value");
    }
    Files.delete(store.resolve("generation-1/MARK"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> brittle(BrittleIndex.What.ADD))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("index failed");
      assertThat(store.resolve("generation-1")).isDirectoryNotContaining("glob:**index-*");
    }
    try (HeapStore<String, String> open = open(OpenMode.EXISTING, 500)) {
      assertThat(open.get("key")).contains("value");
    }
  }

  @Test
  void largerIndexThatDoesNotFitOnTheHeap_makesTheOutcomeUnknownAndLosesNothing() {
    HeapStore<String, String> open =
        HeapStore.open(
            store,
            KeyCodec.utf8(),
            Codec.utf8(),
            StoreOptions.defaults(),
            new FileDisk(),
            1 << 20,
            BrittleIndex.onlyOne());
    open.put("key", "value");
    assertThatThrownBy(() -> open.put("key", "unknown"))
        .isInstanceOf(CommitOutcomeUnknownException.class);
    assertThatThrownBy(() -> open.put("key", "next")).hasMessageContaining("open it again");
    open.close();
    try (HeapStore<String, String> again = open(OpenMode.EXISTING, 500)) {
      assertThat(again.history("key").map(v -> v.value().orElseThrow()))
          .containsExactly("unknown", "value");
    }
  }

  @Test
  void indexThatFailsToRead_throwsNoneOfItsExceptions() {
    try (HeapStore<String, String> brittle = brittle(BrittleIndex.What.FIND)) {
      brittle.put("key", "value");
      assertThatThrownBy(() -> brittle.get("key"))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining(store.toString());
    }
  }

  @Test
  void indexThatDoesNotCloseOrOpen_isMadeAnew() {
    try (HeapStore<String, String> brittle = brittle(BrittleIndex.What.CLOSE)) {
      brittle.put("key", "value");
    }
    try (HeapStore<String, String> brittle = brittle(BrittleIndex.What.OPEN)) {
      assertThat(brittle.get("key")).contains("value");
    }
    try (HeapStore<String, String> brittle = brittle(BrittleIndex.What.OPEN)) {
      assertThat(brittle.get("key")).contains("value");
    }
  }

  @Test
  void commitLargerThanASegment_isOneFrame() {
    byte[] large = new byte[3 << 20];
    Arrays.fill(large, (byte) 7);
    Batch<String, byte[]> batch = Batch.create();
    for (int i = 0; i < 3; i++) {
      batch.put("key" + i, large);
    }
    try (HeapStore<String, byte[]> open = openBytes()) {
      open.put("first", new byte[1]);
      Instant time = open.commit(batch).orElseThrow();
      open.put("last", new byte[2]);
      assertThat(open.get("key2", time)).hasValueSatisfying(v -> assertThat(v).isEqualTo(large));
    }
    try (HeapStore<String, byte[]> open = openBytes()) {
      assertThat(open.commits(TimeRange.all(), Order.DESCENDING).map(c -> c.changes().size()))
          .containsExactly(1, 3, 1);
    }
  }

  @Test
  void timesAndCommits_agreeInBothOrdersAcrossSegments() {
    List<Instant> written = new ArrayList<>();
    try (HeapStore<String, String> open = open(OpenMode.CREATE, 30_000)) {
      for (int i = 0; i < 3_000; i++) {
        written.add(open.put("key" + i % 7, "value" + i));
        if (i % 100 == 0) {
          open.settle(written.get(i));
        }
      }
      for (int i = 0; i < 3_000; i += 97) {
        TimeRange after = TimeRange.after(written.get(i));
        assertThat(open.commits(after, Order.ASCENDING).map(c -> c.time()))
            .isEqualTo(written.subList(i + 1, 3_000));
        TimeRange through = TimeRange.through(written.get(i));
        List<Instant> newestFirst = new ArrayList<>(written.subList(0, i + 1));
        Collections.reverse(newestFirst);
        assertThat(open.commits(through, Order.DESCENDING).map(c -> c.time()))
            .isEqualTo(newestFirst);
      }
      Collections.reverse(written);
      assertThat(open.times()).isEqualTo(written);
    }
  }

  @Test
  void groupOfWhichAPartWasWritten_isNotThereAfterACrash() throws IOException {
    // the header of the segment, CURRENT and MARK come first
    FailingDisk disk = new FailingDisk(FailingDisk.What.WRITE, 3, true);
    Path copy = folder.resolve("copy");
    StoredCommit whole = commit(10, Timestamps.NONE, 1);
    StoredCommit torn = commit(20, 10, 1_000);
    try (LogEngine engine = engine(store, disk)) {
      assertThatThrownBy(() -> engine.write((h, r) -> new Engine.Append(List.of(whole, torn), 20)))
          .isExactlyInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("nothing was");
      copy(copy);
      assertThat(engine.head()).isEqualTo(Head.EMPTY);
      engine.write((h, r) -> new Engine.Append(List.of(commit(5, Timestamps.NONE, 1)), 5));
    }
    try (LogEngine engine = engine(copy, new FileDisk())) {
      assertThat(engine.head()).isEqualTo(Head.EMPTY);
    }
    try (LogEngine engine = engine(store, new FileDisk())) {
      assertThat(engine.head()).isEqualTo(new Head(5, 5));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // an engine is given no null; a lack of memory is harder to make
  void commitThatCannotBeEncoded_leavesTheStoreAsItWas() throws IOException {
    StoredCommit good = commit(10, Timestamps.NONE, 1);
    StoredCommit bad =
        new StoredCommit(
            20,
            10,
            List.of(new StoredChange(new byte[] {2}, false, (byte[]) null)),
            Optional.empty());
    try (LogEngine engine = engine(store, new FileDisk())) {
      assertThatThrownBy(() -> engine.write((h, r) -> new Engine.Append(List.of(good, bad), 20)))
          .isExactlyInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("nothing was");
      assertThat(engine.head()).isEqualTo(Head.EMPTY);
      engine.write((h, r) -> new Engine.Append(List.of(good), 10));
      assertThat(engine.find(new byte[] {1}, 10)).isPresent();
    }
    try (LogEngine engine = engine(store, new FileDisk())) {
      assertThat(engine.head()).isEqualTo(new Head(10, 10));
    }
  }

  private static StoredCommit commit(long time, long previous, int bytes) {
    return new StoredCommit(
        time,
        previous,
        List.of(new StoredChange(new byte[] {1}, false, new byte[bytes])),
        Optional.empty());
  }

  /** Opens an engine over a folder of a disk. */
  static LogEngine engine(Path folder, Disk disk) {
    String location = "heap:" + folder;
    return LogEngine.open(
        location,
        StoreHeader.of(KeyCodec.utf8(), Codec.utf8()),
        StoreOptions.defaults(),
        Limits.DEFAULT,
        HeapIndex.factory(Long.MAX_VALUE / 2),
        new LogFolder(location, folder, disk),
        1 << 20);
  }

  private void copy(Path to) throws IOException {
    for (Map.Entry<Path, byte[]> file : PowerFailure.contents(store).entrySet()) {
      Path target = to.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }

  private HeapStore<String, String> open(OpenMode mode, int segmentBytes) {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withMode(mode).withDurability(Durability.PROCESS),
        new FileDisk(),
        segmentBytes,
        Long.MAX_VALUE / 2);
  }

  private HeapStore<String, byte[]> openBytes() {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.bytes(),
        StoreOptions.defaults(),
        new FileDisk(),
        1 << 20,
        Long.MAX_VALUE / 2);
  }

  private HeapStore<String, String> brittle(BrittleIndex.What what) {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults(),
        new FileDisk(),
        1 << 20,
        BrittleIndex.factory(what));
  }
}
