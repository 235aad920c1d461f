// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.OpenMode;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lets each step fail by which a map takes the place of another. */
class ReplacedMapTest {
  @TempDir Path folder = Path.of("");
  private final HookedMaps maps = new HookedMaps();
  private String before = "";
  private String after = "";

  /** Makes a store whose history is the same each time, and says what it is before and after. */
  private Path make(boolean ofFolder, String name) {
    Path path = folder.resolve(name);
    PlacedStore store = PlacedStore.open(path, ofFolder, maps);
    store.fill();
    before = store.digest();
    store.close();
    return path;
  }

  private static void forget(PlacedStore store) {
    store.maintenance().trim(store.middle());
  }

  private List<String> stepsOf(boolean ofFolder) {
    Path path = make(ofFolder, "whole");
    FailingMoves moves = new FailingMoves();
    PlacedStore store = PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, moves);
    forget(store);
    after = store.digest();
    store.close();
    assertThat(after).isNotEqualTo(before);
    return moves.steps;
  }

  private void assertNothingIsLeftOver(Path path, boolean ofFolder) {
    String name = String.valueOf(path.getFileName());
    assertThat(folder.toFile().list((in, other) -> other.startsWith(name)))
        .containsExactlyInAnyOrder(name, name + ".lock");
    if (ofFolder) {
      assertThat(path.toFile().list()).containsExactly("map");
    }
  }

  private void assertIsWholeWhenOpenedAgain(Path path, boolean ofFolder, Set<String> histories) {
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.EXISTING)) {
      FailingMoves moves = new FailingMoves();
      PlacedStore again = PlacedStore.open(path, ofFolder, mode, maps, moves);
      assertThat(again.digest()).isIn(histories);
      assertThat(again.maintenance().verify().findings()).isEmpty();
      again.close();
      if (mode == OpenMode.READ_ONLY) {
        assertThat(moves.steps).allMatch(step -> step.equals("sync"));
      }
    }
    assertNothingIsLeftOver(path, ofFolder);
    PlacedStore again = PlacedStore.open(path, ofFolder, maps);
    again.put("later", "1");
    forget(again);
    again.close();
    assertNothingIsLeftOver(path, ofFolder);
  }

  @Test
  void steps_ofFiles_areThose() {
    assertThat(stepsOf(false))
        .containsExactly(
            "delete whole.ttkv-new",
            "make whole.ttkv-new",
            "move whole to whole",
            "sync",
            "sync",
            "delete whole.ttkv-new");
  }

  @Test
  void steps_ofFolders_areThose() {
    assertThat(stepsOf(true))
        .containsExactly(
            "delete ttkv-new",
            "make map",
            "move map to old",
            "move map to map",
            "sync",
            "sync",
            "delete ttkv-new");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void process_thatDiesAtAnyStep_leavesTheOldMapOrTheNewOne(boolean ofFolder) {
    List<String> steps = stepsOf(ofFolder);
    for (int step = 0; step < steps.size(); step++) {
      Path path = make(ofFolder, "dies" + step + "x");
      PlacedStore store =
          PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, FailingMoves.from(step));
      boolean done = steps.lastIndexOf("sync") < step;
      if (done) {
        store.maintenance().trim(store.middle());
      } else {
        assertThatThrownBy(() -> forget(store)).isInstanceOf(TimeTravelStoreException.class);
      }
      store.close(); // for the lock, which a process would not keep
      boolean moved =
          steps.subList(0, step).contains(ofFolder ? "move map to map" : "move whole to whole");
      assertIsWholeWhenOpenedAgain(path, ofFolder, Set.of(moved ? after : before));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void process_thatDiesWhileItTidiesUp_leavesWhatWasThere(boolean ofFolder) {
    List<String> steps = stepsOf(ofFolder);
    for (int step = 0; step < steps.size(); step++) {
      Path path = make(ofFolder, "dies" + step + "x");
      PlacedStore store =
          PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, FailingMoves.from(step));
      try {
        forget(store);
      } catch (TimeTravelStoreException e) {
        assertThat(e).hasMessageContaining("its files cannot be put in their place");
      }
      store.close();
      for (int second = 0; second < 4; second++) {
        FailingMoves again = FailingMoves.from(second);
        try {
          PlacedStore.open(path, ofFolder, OpenMode.CREATE, maps, again).close();
        } catch (TimeTravelStoreException e) {
          assertThat(e).hasMessageContaining("its files cannot be put in their place");
        }
      }
      assertIsWholeWhenOpenedAgain(path, ofFolder, Set.of(before, after));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void step_thatFails_leavesAStoreThatGoesOnOrSaysThatItHasToBeOpenedAgain(boolean ofFolder) {
    List<String> steps = stepsOf(ofFolder);
    int unusable = 0;
    for (int step = 0; step < steps.size(); step++) {
      Path path = make(ofFolder, "fails" + step + "x");
      PlacedStore store =
          PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, FailingMoves.at(step));
      boolean last = step == steps.size() - 1;
      if (last) {
        forget(store);
        assertThat(store.digest()).isEqualTo(after);
      } else {
        assertThatThrownBy(() -> forget(store)).isInstanceOf(TimeTravelStoreException.class);
        if (steps.get(step).equals("sync")) {
          unusable++;
          assertThatThrownBy(store::digest)
              .isInstanceOf(TimeTravelStoreException.class)
              .hasMessage("here: its files could not be replaced; open the store again");
          assertThatThrownBy(() -> store.put("a", "1"))
              .hasMessageEndingWith("open the store again");
        } else {
          assertThat(store.digest()).isEqualTo(before);
          assertNothingIsLeftOver(path, ofFolder);
          Instant put = store.put("goes", "on");
          forget(store);
          assertThat(store.get("goes", put)).contains("on");
        }
      }
      String digest = steps.get(step).equals("sync") ? after : store.digest();
      store.close();
      assertIsWholeWhenOpenedAgain(path, ofFolder, Set.of(digest));
    }
    assertThat(unusable).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void names_thatCouldNotBeSynced_areSyncedWhenTheStoreIsOpenedAgain(boolean ofFolder) {
    int sync = stepsOf(ofFolder).indexOf("sync");
    Path path = make(ofFolder, "unsynced");
    PlacedStore store =
        PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, FailingMoves.at(sync));
    assertThatThrownBy(() -> forget(store)).hasMessageContaining("no sync");
    store.close();
    FailingMoves reading = new FailingMoves();
    PlacedStore.open(path, ofFolder, OpenMode.READ_ONLY, maps, reading).close();
    assertThat(reading.steps).containsExactly("sync", "sync");
    FailingMoves writing = new FailingMoves();
    PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, writing).close();
    assertThat(writing.steps)
        .containsExactly("sync", "sync", "delete " + (ofFolder ? "" : "unsynced.") + "ttkv-new");
    assertIsWholeWhenOpenedAgain(path, ofFolder, Set.of(after));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leftovers_thatCannotBeDeleted_makeAnErasurePending(boolean ofFolder) {
    int last = stepsOf(ofFolder).size() - 1;
    Path path = make(ofFolder, "pending");
    PlacedStore store =
        PlacedStore.open(path, ofFolder, OpenMode.EXISTING, maps, FailingMoves.at(last));
    assertThat(store.maintenance().erase(List.of("key1")).complete()).isFalse();
    assertThat(store.maintenance().erase(List.of("key1")).complete()).isTrue();
    assertNothingIsLeftOver(path, ofFolder);
    store.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void map_thatCannotBeClosed_keepsItsLock(boolean ofFolder) {
    Path path = make(ofFolder, "held");
    PlacedStore store = PlacedStore.open(path, ofFolder, maps);
    Path own = maps.maps.opened;
    maps.onClose =
        (closed, map) -> {
          if (closed.equals(own)) {
            throw new IOException("in use");
          }
        };
    assertThatThrownBy(() -> forget(store)).hasMessageContaining("in use");
    maps.onClose = (closed, map) -> assertThat(closed).isNotEqualTo(own);
    assertThatThrownBy(() -> store.put("a", "1")).hasMessageEndingWith("open the store again");
    store.close();
    assertThatThrownBy(() -> PlacedStore.open(path, ofFolder, maps))
        .isInstanceOf(StoreLockedException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void map_thatCannotBeOpenedInItsPlace_isWholeWhenItCan(boolean ofFolder) {
    stepsOf(ofFolder);
    Path path = make(ofFolder, "shut");
    PlacedStore store = PlacedStore.open(path, ofFolder, maps);
    Path own = maps.maps.opened;
    maps.onOpen =
        (opened, all) -> {
          if (opened.equals(own)) {
            throw new IOException("not now");
          }
        };
    assertThatThrownBy(() -> forget(store)).hasMessageContaining("not now");
    maps.onOpen = (opened, all) -> {};
    assertThatThrownBy(store::watermark).hasMessageEndingWith("open the store again");
    store.close();
    assertIsWholeWhenOpenedAgain(path, ofFolder, Set.of(after));
  }

  @Test
  void link_toAStore_staysALink() throws IOException {
    Path path = make(false, "real");
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    PlacedStore store = PlacedStore.open(link, false, maps);
    forget(store);
    store.close();
    assertThat(link).isSymbolicLink();
    assertThat(maps.maps.opened.toRealPath()).isEqualTo(path.toRealPath());
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("real", "real.lock", "link");
  }
}
