// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorePlaceTest {
  private static final StoreHeader HEADER = new StoreHeader("utf8", "bytes");
  private static final List<OpenMode> EXISTING = List.of(OpenMode.EXISTING, OpenMode.READ_ONLY);

  @TempDir Path folder = Path.of("");
  private Path store = Path.of("");
  private final KeptMaps maps = new KeptMaps();

  @BeforeEach
  void nameStore() {
    store = folder.resolve("store");
  }

  private OrderedEngine open(boolean ofFolder, OpenMode mode) {
    return open(ofFolder, mode, maps);
  }

  private OrderedEngine open(boolean ofFolder, OpenMode mode, OrderedBytes.Opener opener) {
    return ofFolder
        ? OrderedEngine.openFolder("here", store, mode, opener, HEADER)
        : OrderedEngine.open("here", store, mode, opener, HEADER);
  }

  private void settle(boolean ofFolder, OpenMode mode, long time) {
    OrderedEngine engine = open(ofFolder, mode);
    engine.write((head, reader) -> new Engine.Append(List.of(), time));
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void store_inEachMode_isCreatedAndOpened(boolean ofFolder) {
    for (OpenMode mode : EXISTING) {
      assertThatThrownBy(() -> open(ofFolder, mode))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("here: there is no such store");
    }
    assertThat(folder).isEmptyDirectory();
    settle(ofFolder, OpenMode.CREATE_NEW, 5);
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE_NEW))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("here is there already");
    settle(ofFolder, OpenMode.CREATE, 6);
    settle(ofFolder, OpenMode.EXISTING, 7);
    OrderedEngine readOnly = open(ofFolder, OpenMode.READ_ONLY);
    assertThat(readOnly.head().watermark()).isEqualTo(7);
    assertThat(readOnly.header()).isEqualTo(HEADER);
    readOnly.close();
    assertThat(folder).isDirectoryContaining("glob:**store.lock");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void store_inAnInterruptedThread_isCreatedAndOpened(boolean ofFolder) {
    Thread.currentThread().interrupt();
    settle(ofFolder, OpenMode.CREATE_NEW, 5);
    settle(ofFolder, OpenMode.EXISTING, 6);
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void store_thatIsOpen_isLocked(boolean ofFolder) {
    OrderedEngine first = open(ofFolder, OpenMode.CREATE);
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE))
        .isInstanceOf(StoreLockedException.class);
    first.close();
    open(ofFolder, OpenMode.CREATE).close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void creation_thatWasBrokenOff_isBegunAnew(boolean ofFolder) throws IOException {
    Path draft = ofFolder ? store.resolve("ttkv-new") : folder.resolve("store.ttkv-new");
    Files.createDirectories(draft.resolve("store"));
    Files.writeString(draft.resolve("store/half"), "");
    for (OpenMode mode : EXISTING) {
      assertThatThrownBy(() -> open(ofFolder, mode)).hasMessageContaining("no such store");
    }
    assertThat(draft).exists();
    open(ofFolder, OpenMode.CREATE_NEW).close();
    assertThat(draft).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void store_whoseCreationWasBrokenOffAtItsEnd_isOpened(boolean ofFolder) throws IOException {
    settle(ofFolder, OpenMode.CREATE, 5);
    Path draft = ofFolder ? store.resolve("ttkv-new") : folder.resolve("store.ttkv-new");
    Files.createDirectory(draft);
    open(ofFolder, OpenMode.READ_ONLY).close();
    assertThat(draft).exists();
    OrderedEngine again = open(ofFolder, OpenMode.EXISTING);
    assertThat(again.head().watermark()).isEqualTo(5);
    again.close();
    assertThat(draft).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void creation_thatFails_leavesNothingButTheLock(boolean ofFolder) {
    IOException own = new IOException("no more");
    OrderedBytes.Opener failing =
        path -> {
          Files.writeString(ofFolder ? path.resolve("half") : path, "half");
          throw own;
        };
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE, failing))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessage("here: the engine underneath failed: java.io.IOException: no more")
        .hasCause(own);
    assertThat(folder.toFile().list()).containsExactly("store.lock");
    settle(ofFolder, OpenMode.CREATE_NEW, 5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void map_thatForgets_isRefusedByName(boolean ofFolder) {
    OrderedBytes.Opener forgetful =
        path -> {
          if (!ofFolder) {
            Files.writeString(path, "nothing");
          }
          return new MapBytes();
        };
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE, forgetful))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessage(
            "here: the map underneath does not give back what was put before it was closed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void map_withoutAStore_isRefusedAndNotWrittenTo(boolean ofFolder) throws IOException {
    settle(ofFolder, OpenMode.CREATE, 5);
    MapBytes other = maps.open(maps.opened);
    other.map.clear();
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessage("here holds something else than a store; choose another place");
    assertThat(other.map).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void store_inAFolderThatIsNotThere_isNotCreated(boolean ofFolder) {
    store = folder.resolve("no/store");
    assertThatThrownBy(() -> open(ofFolder, OpenMode.CREATE))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining(folder.resolve("no").toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void file_thatIsEmpty_isRefused_andSoIsAFolder() throws IOException {
    Files.createFile(store);
    Files.createFile(folder.resolve("store.lock"));
    for (OpenMode mode : List.of(OpenMode.CREATE, OpenMode.EXISTING, OpenMode.READ_ONLY)) {
      assertThatThrownBy(() -> open(false, mode))
          .isInstanceOf(FormatMismatchException.class)
          .hasMessageContaining("here is an empty file");
    }
    Files.delete(store);
    Files.createDirectory(store);
    assertThatThrownBy(() -> open(false, OpenMode.CREATE))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("here is a folder");
  }

  @Test
  void folder_thatIsEmpty_becomesAStore() throws IOException {
    Files.createDirectory(store);
    for (OpenMode mode : EXISTING) {
      assertThatThrownBy(() -> open(true, mode)).hasMessageContaining("no such store");
    }
    settle(true, OpenMode.CREATE_NEW, 5);
    assertThat(maps.opened).isEqualTo(store.resolve("map"));
  }

  @Test
  void folder_ofSomethingElse_isRefusedByName() throws IOException {
    Files.createDirectory(store);
    Files.writeString(store.resolve("photo"), "x");
    for (OpenMode mode : OpenMode.values()) {
      assertThatThrownBy(() -> open(true, mode))
          .isInstanceOf(FormatMismatchException.class)
          .hasMessageContaining("here is a folder that holds something else than a store, photo");
    }
    assertThat(folder.toFile().list()).containsExactly("store");
    assertThat(store.toFile().list()).containsExactly("photo");
    store = store.resolve("photo");
    assertThatThrownBy(() -> open(true, OpenMode.CREATE))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("here is not a folder");
  }
}
