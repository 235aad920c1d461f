// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedBackupTest {
  @TempDir Path folder = Path.of("");
  private final HookedMaps maps = new HookedMaps();

  private PlacedStore open(boolean ofFolder, String name) {
    return PlacedStore.open(folder.resolve(name), ofFolder, maps);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_isAStoreAsItWasAtTheCall_whileOthersWrite(boolean ofFolder) {
    PlacedStore store = open(ofFolder, "store");
    store.fill();
    store.maintenance().trim(store.middle());
    store.maintenance().pin("kept", store.watermark(), Instant.EPOCH.plusSeconds(9));
    String digest = store.digest();
    List<Instant> later = new ArrayList<>();
    maps.onWrite =
        (path, entries) -> {
          if (path.toString().contains("ttkv-new")) {
            later.add(CompletableFuture.supplyAsync(() -> store.put("later", "1")).join());
          }
        };
    store.maintenance().backup(folder.resolve("copy"));
    maps.onWrite = (path, entries) -> {};
    assertThat(later).isNotEmpty();
    assertThat(store.get("later")).isPresent();
    store.close();
    PlacedStore copy = open(ofFolder, "copy");
    assertThat(copy.digest()).isEqualTo(digest);
    assertThat(copy.watermark()).isBefore(later.get(0));
    assertThat(copy.maintenance().pins()).hasSize(1);
    assertThat(copy.maintenance().verify().findings()).isEmpty();
    copy.put("goes", "on");
    copy.close();
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("store", "store.lock", "copy", "copy.lock");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_toWhereSomethingIs_isRefused(boolean ofFolder) throws IOException {
    PlacedStore store = open(ofFolder, "store");
    store.put("a", "1");
    Files.writeString(folder.resolve("file"), "mine");
    Files.createDirectory(folder.resolve("empty"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    for (String name : List.of("file", "empty", "link", "store")) {
      assertThatThrownBy(() -> store.maintenance().backup(folder.resolve(name)))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessage(
              "here: %s is there already; choose another place for the backup",
              folder.resolve(name));
    }
    assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("no/copy")))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("its folder is not there");
    assertThat(folder.resolve("file")).hasContent("mine");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("store", "store.lock", "file", "empty", "link");
    store.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_toWhereTheStoreKeepsItsOwn_isRefused(boolean ofFolder) throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder);
    PlacedStore store = open(ofFolder, "store");
    store.put("a", "1");
    for (String name :
        ofFolder
            ? List.of("store/copy", "link/store/ttkv-new")
            : List.of("store.ttkv-new", "link/store.ttkv-new")) {
      assertThatThrownBy(() -> store.maintenance().backup(folder.resolve(name)))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("files of its own, as " + folder.resolve(name));
      assertThat(folder.resolve(name)).doesNotExist();
    }
    store.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_toWhereSomethingIsPutMeanwhile_isRefused(boolean ofFolder) {
    PlacedStore store = open(ofFolder, "store");
    maps.onWrite = (path, entries) -> Files.writeString(folder.resolve("copy"), "mine");
    assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining(folder.resolve("copy").toString());
    assertThat(folder.resolve("copy")).hasContent("mine");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock", "copy");
    store.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_thatFailsAtAnyStep_leavesNothing(boolean ofFolder) {
    PlacedStore made = open(ofFolder, "store");
    made.fill();
    made.close();
    for (int step = 0; step < 3; step++) {
      PlacedStore store =
          PlacedStore.open(
              folder.resolve("store"), ofFolder, OpenMode.EXISTING, maps, FailingMoves.at(step));
      assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining(folder.resolve("copy").toString());
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
      store.close();
    }
    for (int failing = 0; failing < 2; failing++) {
      int[] writes = {failing};
      maps.onWrite =
          (path, entries) -> {
            if (writes[0]-- == 0) {
              throw new IOException("disk full");
            }
          };
      PlacedStore store = open(ofFolder, "store");
      assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("disk full");
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
      store.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void backup_ofAStoreThatIsClosedMeanwhile_leavesNothing(boolean ofFolder) {
    PlacedStore store = open(ofFolder, "store");
    store.fill();
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    maps.onWrite =
        (path, entries) -> {
          closing.add(CompletableFuture.runAsync(store::close));
          while (isOpen(store)) {
            Thread.onSpinWait();
          }
        };
    assertThatThrownBy(() -> store.maintenance().backup(folder.resolve("copy")))
        .isInstanceOf(IllegalStateException.class);
    closing.forEach(CompletableFuture::join);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
  }

  private static boolean isOpen(PlacedStore store) {
    try {
      store.engine().head();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
