// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderedForgettingTest {
  /** The common pool may have no more than one thread, and the one in it waits for the other. */
  private static final Executor IN_A_THREAD = task -> new Thread(task).start();

  @TempDir Path folder = Path.of("");
  private final HookedMaps maps = new HookedMaps();

  private PlacedStore open() {
    return PlacedStore.open(folder.resolve("store"), false, maps);
  }

  /** Returns what is in the map of the store. */
  private Map<byte[], byte[]> map() {
    try {
      return maps.maps.open(folder.resolve("store")).map;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isDraft(Path path) {
    return !path.equals(folder.resolve("store"));
  }

  private void assertNothingIsLeftOver() {
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
  }

  private static Engine.Forgetting erasing(String key) {
    return (head, reader) ->
        Optional.of(new Engine.Forget(List.of(key.getBytes(UTF_8)), head.retained()));
  }

  @Test
  void engine_overAMapWithoutAPlace_keepsEverything() {
    MapBytes map = new MapBytes();
    OrderedEngine engine = OrderedEngine.open("nowhere", map, PlacedStore.HEADER);
    assertThatThrownBy(() -> engine.forget(erasing("a")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "nowhere: it is over a map that was opened without a place of its own, so it can"
                + " neither forget nor be backed up");
    assertThatThrownBy(() -> engine.backup(folder.resolve("copy")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(map.closed).isFalse();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void trim_leavesInTheMapWhatHoldsAtTheHorizon_andWhatIsLater() {
    PlacedStore store = open();
    store.put("gone", "1");
    store.put("a", "1");
    store.put("a", "2");
    store.put("b", "1");
    Instant horizon = store.delete("gone").orElseThrow();
    store.put("a", "3");
    store.maintenance().trim(horizon);
    long last = Timestamps.exact(store.watermark());
    byte[] a = {'a'};
    byte[] b = {'b'};
    assertThat(map().keySet().stream().map(Arrays::toString))
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                    OrderedLayout.HEADER,
                    OrderedLayout.HEAD,
                    OrderedLayout.directoryKey(a),
                    OrderedLayout.directoryKey(b),
                    OrderedLayout.versionKey(a, last - 3),
                    OrderedLayout.versionKey(b, last - 2),
                    OrderedLayout.versionKey(a, last),
                    OrderedLayout.commitKey(last),
                    OrderedLayout.RETAINED)
                .stream()
                .map(Arrays::toString)
                .toList());
    assertThat(store.times()).containsExactly(store.watermark());
    store.maintenance().trim(store.watermark());
    assertThat(store.engine().head().lastCommit()).isEqualTo(Timestamps.NONE);
    assertThat(store.times()).isEmpty();
    assertThat(store.get("a")).contains("3");
    store.close();
    PlacedStore again = open();
    assertThat(again.horizon()).isEqualTo(again.watermark());
    assertThat(again.engine().head())
        .isEqualTo(new Head(last, Timestamps.NONE, again.engine().retained()));
    assertThat(again.maintenance().verify().findings()).isEmpty();
    again.close();
  }

  @Test
  void pins_areThereWhenTheStoreIsOpenedAgain() {
    PlacedStore store = open();
    Instant at = store.put("a", "1");
    store.maintenance().pin("audit", at, Instant.EPOCH.plusSeconds(9));
    store.put("a", "2");
    store.close();
    PlacedStore again = open();
    assertThat(again.maintenance().pins()).singleElement().matches(pin -> pin.at().equals(at));
    again.maintenance().trim(at);
    again.close();
    PlacedStore third = open();
    assertThat(third.maintenance().pins()).hasSize(1);
    assertThat(third.maintenance().unpin("audit")).isTrue();
    third.close();
    assertThat(open().maintenance().pins()).isEmpty();
  }

  @Test
  void copy_isWrittenInBoundedWrites_inWhichNothingStandsTwice() {
    PlacedStore store = open();
    Batch<String, String> large = Batch.create();
    for (int i = 0; i < 20; i++) {
      large.put("key" + i, "v".repeat(1 << 20));
    }
    store.commit(large);
    for (int i = 0; i < 100; i++) {
      store.put("small", "" + i);
    }
    List<Long> sizes = new ArrayList<>();
    maps.onWrite =
        (path, entries) -> {
          sizes.add(entries.stream().mapToLong(entry -> entry.value().length).sum());
          Set<String> places = new HashSet<>();
          entries.forEach(entry -> assertThat(places.add(Arrays.toString(entry.key()))).isTrue());
        };
    store.maintenance().erase(List.of("key0"));
    assertThat(sizes).hasSizeBetween(6, 8).allMatch(size -> size < 5 << 20);
    store.close();
  }

  @Test
  void commits_ofOneKeyInOneWrite_listItOnce() {
    List<String> places = new ArrayList<>();
    PlacedStore store = open();
    maps.onWrite =
        (path, entries) -> entries.forEach(entry -> places.add(Arrays.toString(entry.key())));
    store
        .engine()
        .write((head, reader) -> new Engine.Append(List.of(commit(1), commit(2), commit(3)), 3));
    assertThat(places).doesNotHaveDuplicates().hasSize(3 + 3 + 1 + 1);
    store.close();
  }

  private static StoredCommit commit(long time) {
    StoredChange change = new StoredChange(new byte[] {'a'}, false, new byte[0]);
    return new StoredCommit(
        time, time == 1 ? Timestamps.NONE : time - 1, List.of(change), Optional.empty());
  }

  @Test
  void readers_goOnWhileItIsCopied_andWritersWait() {
    PlacedStore store = open();
    store.fill();
    String value = store.latest().entries().findFirst().orElseThrow().value();
    List<CompletableFuture<Instant>> puts = new ArrayList<>();
    maps.onWrite =
        (path, entries) -> {
          if (isDraft(path) && puts.isEmpty()) {
            puts.add(CompletableFuture.supplyAsync(() -> store.put("other", "1"), IN_A_THREAD));
            assertThat(
                    CompletableFuture.supplyAsync(
                            () -> store.latest().entries().findFirst().orElseThrow().value(),
                            IN_A_THREAD)
                        .get(1, TimeUnit.MINUTES))
                .isEqualTo(value);
            while (store.waitingCommits() == 0) {
              Thread.onSpinWait();
            }
          }
        };
    Instant horizon = store.middle();
    store.maintenance().trim(horizon);
    assertThat(puts).hasSize(1);
    assertThat(puts.get(0).join()).isEqualTo(store.watermark());
    assertThat(store.horizon()).isEqualTo(horizon);
    store.close();
    PlacedStore again = open();
    assertThat(again.get("other")).contains("1");
    assertThat(again.maintenance().verify().findings()).isEmpty();
    again.close();
  }

  @Test
  void store_closedWhileItIsCopied_isAsItWas() {
    PlacedStore store = open();
    store.fill();
    String digest = store.digest();
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    maps.onWrite =
        (path, entries) -> {
          closing.add(CompletableFuture.runAsync(store::close));
          while (isOpen(store)) {
            Thread.onSpinWait();
          }
          assertThatThrownBy(this::open).isInstanceOf(StoreLockedException.class);
        };
    assertThatThrownBy(() -> store.maintenance().trim(store.middle()))
        .isInstanceOf(IllegalStateException.class);
    closing.get(0).join();
    assertThat(closing).hasSize(1);
    assertNothingIsLeftOver();
    assertThatThrownBy(() -> store.engine().forget(erasing("a")))
        .isInstanceOf(IllegalStateException.class);
    maps.onWrite = (path, entries) -> {};
    PlacedStore again = open();
    assertThat(again.digest()).isEqualTo(digest);
    again.close();
  }

  private static boolean isOpen(PlacedStore store) {
    try {
      store.engine().head();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void copy_thatFailsAtAnyWrite_leavesTheStoreAsItWas() {
    PlacedStore store = open();
    store.fill();
    store.put("large", "v".repeat(5 << 20));
    String digest = store.digest();
    int[] writes = {0};
    for (int failing = 0; failing < 3; failing++) {
      int last = failing;
      writes[0] = 0;
      maps.onWrite =
          (path, entries) -> {
            if (writes[0]++ == last) {
              throw new IOException("No space left on device");
            }
          };
      assertThatThrownBy(() -> store.maintenance().trim(store.middle()))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("No space left on device");
      assertThat(writes[0]).isEqualTo(last + 1);
      assertNothingIsLeftOver();
      assertThat(store.digest()).isEqualTo(digest);
    }
    maps.onWrite = (path, entries) -> {};
    store.maintenance().trim(store.middle());
    assertThat(store.maintenance().verify().findings()).isEmpty();
    store.close();
  }

  @Test
  void copy_thatIsNotThereWhenOpenedAgain_doesNotTakeThePlace() {
    PlacedStore store = open();
    store.fill();
    String digest = store.digest();
    maps.onClose =
        (path, map) -> {
          if (isDraft(path)) {
            map.map.remove(OrderedLayout.HEAD);
          }
        };
    assertThatThrownBy(() -> store.maintenance().trim(store.middle()))
        .isInstanceOf(DamagedStoreException.class);
    maps.onClose =
        (path, map) -> {
          if (isDraft(path)) {
            map.map.put(OrderedLayout.RETAINED, OrderedLayout.encodeRetained(Retained.ALL));
          }
        };
    assertThatThrownBy(() -> store.maintenance().trim(store.middle()))
        .hasMessage(
            "here: the map underneath does not give back what was put before it was closed");
    assertThat(store.digest()).isEqualTo(digest);
    assertNothingIsLeftOver();
    store.close();
  }

  @Test
  void forget_afterAWriteOfUnknownOutcome_asksToOpenAgain() {
    PlacedStore store = open();
    store.fill();
    Instant middle = store.middle();
    String digest = store.digest();
    maps.onWrite =
        (path, entries) -> {
          throw new IOException("?");
        };
    assertThatThrownBy(() -> store.put("a", "1")).isInstanceOf(CommitOutcomeUnknownException.class);
    maps.onWrite = (path, entries) -> {};
    assertThatThrownBy(() -> store.engine().forget(erasing("key1")))
        .hasMessage("here: a write of unknown outcome came before; open the store again");
    assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
        .hasMessageEndingWith("open the store again");
    store.close();
    assertNothingIsLeftOver();
    PlacedStore again = open();
    assertThat(again.digest()).isEqualTo(digest);
    again.maintenance().trim(middle);
    again.close();
  }

  @Test
  void verify_ofATrimmedStore_withoutAnyOneOfTheEntriesOfItsMap_findsIt() {
    PlacedStore store = open();
    store.fill();
    store.maintenance().trim(store.middle());
    store.maintenance().erase(List.of("key3"));
    Map<byte[], byte[]> map = map();
    for (byte[] place : List.copyOf(map.keySet())) {
      byte[] kept = Optional.ofNullable(map.remove(place)).orElseThrow();
      assertThat(store.maintenance().verify().findings()).as(Arrays.toString(place)).isNotEmpty();
      map.put(place, kept);
    }
    assertThat(store.maintenance().verify().findings()).isEmpty();
    store.close();
  }

  @Test
  void verify_ofATrimmedStore_findsWhatWasToBeGone() {
    PlacedStore store = open();
    store.put("a", "1");
    Instant horizon = store.put("a", "2");
    store.maintenance().trim(horizon);
    long time = Timestamps.exact(horizon);
    byte[] a = {'a'};
    byte[] z = {'z'};
    byte[] none = {};
    VersionRecord deletion = new VersionRecord(true, none, Optional.empty());
    Map<byte[], byte[]> map = map();
    Map<List<byte[]>, byte[]> strangers =
        Map.of(
            List.of(OrderedLayout.versionKey(a, time - 1)),
            new VersionRecord(false, none, Optional.empty()).encode(a, time - 1),
            List.of(OrderedLayout.versionKey(z, time), OrderedLayout.directoryKey(z)),
            deletion.encode(z, time),
            List.of(OrderedLayout.versionKey(z, time - 1), OrderedLayout.directoryKey(z)),
            deletion.encode(z, time - 1),
            List.of(OrderedLayout.commitKey(time)),
            OrderedLayout.encodeCommit(
                new StoredCommit(
                    time,
                    time - 1,
                    List.of(new StoredChange(a, false, new byte[] {'2'})),
                    Optional.empty())));
    strangers.forEach(
        (places, value) -> {
          places.forEach(place -> map.put(place, value));
          assertThat(store.maintenance().verify().findings())
              .as(Arrays.toString(places.get(0)))
              .anyMatch(finding -> finding.what().equals("it was trimmed, but is still there"));
          places.forEach(map::remove);
        });
    assertThat(store.maintenance().verify().findings()).isEmpty();
    store.close();
  }

  @Test
  void forget_inAStoreOfWhichSomethingIsMissing_isRefused() {
    PlacedStore store = open();
    store.fill();
    Instant first = store.middle();
    store.maintenance().trim(first);
    Map<byte[], byte[]> map = map();
    List<byte[]> commits = map.keySet().stream().filter(place -> place[0] == 4).toList();
    byte[] held =
        map.keySet().stream()
            .filter(place -> place[0] == 3 && OrderedLayout.time(place) <= Timestamps.exact(first))
            .findFirst()
            .orElseThrow();
    for (byte[] place :
        List.of(commits.get(0), commits.get(9), commits.get(commits.size() - 1), held)) {
      byte[] kept = Optional.ofNullable(map.remove(place)).orElseThrow();
      assertThatThrownBy(() -> store.maintenance().erase(List.of("key5")))
          .as(Arrays.toString(place))
          .isInstanceOf(DamagedStoreException.class);
      assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
          .isInstanceOf(DamagedStoreException.class);
      map.put(place, kept);
    }
    assertNothingIsLeftOver();
    assertThat(store.maintenance().erase(List.of("key5")).complete()).isTrue();
    store.close();
  }

  @Test
  void maps_areClosedOnceEach() {
    List<Path> open = new ArrayList<>();
    maps.onOpen = (path, all) -> open.add(path);
    maps.onClose = (path, map) -> assertThat(open.remove(path)).isTrue();
    PlacedStore store = open();
    store.fill();
    store.maintenance().trim(store.middle());
    store.maintenance().backup(folder.resolve("copy"));
    maps.onWrite =
        (path, entries) -> {
          throw new IOException("disk full");
        };
    assertThatThrownBy(() -> store.maintenance().erase(List.of("key1")))
        .hasMessageContaining("disk full");
    assertThat(open).containsExactly(folder.resolve("store"));
    store.close();
    store.close();
    assertThat(open).isEmpty();
  }

  @Test
  void store_openedReadOnly_isNotTrimmed() {
    PlacedStore store = open();
    store.fill();
    Instant middle = store.middle();
    store.close();
    PlacedStore readOnly =
        PlacedStore.open(
            folder.resolve("store"), false, OpenMode.READ_ONLY, maps, new StoreFileMoves());
    assertThatThrownBy(() -> readOnly.maintenance().trim(middle))
        .isInstanceOf(IllegalStateException.class);
    readOnly.maintenance().backup(folder.resolve("copy"));
    readOnly.close();
    PlacedStore copy = PlacedStore.open(folder.resolve("copy"), false, maps);
    assertThat(copy.times()).contains(middle);
    copy.close();
  }
}
