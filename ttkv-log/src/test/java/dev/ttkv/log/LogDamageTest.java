// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store whose files were changed in ways that the kit does not try. */
final class LogDamageTest {
  private static final int SEGMENT = 900;

  private Path folder;
  private Path store;
  private final Map<Instant, String> written = new LinkedHashMap<>();

  @BeforeEach
  void write(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
    try (HeapStore<String, String> open = open(OpenMode.CREATE)) {
      for (int i = 0; i < 30; i++) {
        String value = i + "=" + "x".repeat(40);
        written.put(open.put(key(i), value), value);
      }
    }
  }

  @Test
  void logCutOffAnywhere_isNoticed() throws IOException {
    Map<Path, byte[]> files = PowerFailure.contents(store);
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      if (file.getKey().toString().endsWith(".log")) {
        for (int length = 0; length < file.getValue().length; length += 13) {
          restore(files);
          Files.write(store.resolve(file.getKey()), Arrays.copyOf(file.getValue(), length));
          assertThatExceptionOfType(TimeTravelStoreException.class)
              .as("%d bytes of %s", length, file.getKey())
              .isThrownBy(() -> open(OpenMode.EXISTING).close())
              .withMessageContaining(store.toString());
        }
      }
    }
  }

  @Test
  void partOfTheLogMissing_isRefusedWithItsName() throws IOException {
    Files.delete(log(1));

    assertThatThrownBy(() -> open(OpenMode.EXISTING))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("00000001.log");
  }

  @Test
  void allOfTheLogMissing_isRefused() throws IOException {
    new FileDisk().delete(store.resolve("generation-1"));

    assertThatThrownBy(() -> open(OpenMode.EXISTING))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("00000000.log");
  }

  @Test
  void newestPartOfTheLogMissing_isRefused() throws IOException {
    int last = 0;
    while (Files.exists(log(last + 1))) {
      last++;
    }
    Files.delete(log(last));

    assertThatThrownBy(() -> open(OpenMode.EXISTING)).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void partsOfTheLogSwapped_isRefused() throws IOException {
    byte[] first = Files.readAllBytes(log(0));
    Files.write(log(0), Files.readAllBytes(log(1)));
    Files.write(log(1), first);

    assertThatThrownBy(() -> open(OpenMode.EXISTING)).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void damageInTheMiddleOfALogThatWasNotClosed_isRefusedWithItsPlace() throws IOException {
    Files.delete(store.resolve("generation-1/MARK"));
    byte[] bytes = Files.readAllBytes(log(1));
    bytes[300] ^= 1;
    Files.write(log(1), bytes);

    assertThatThrownBy(() -> open(OpenMode.EXISTING))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("segment 1, offset");
    // and nothing was changed by it
    assertThat(Files.readAllBytes(log(1))).isEqualTo(bytes);
  }

  @Test
  void newerFormat_isRefusedWithBothFormats() throws IOException {
    byte[] bytes = Files.readAllBytes(log(0));
    bytes[11] = 9;
    Files.write(log(0), bytes);

    assertThatThrownBy(() -> open(OpenMode.EXISTING))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("format 9")
        .hasMessageContaining("format 1");
  }

  @Test
  void foreignAndEmptyFiles_areRefused() throws IOException {
    Files.write(
        log(0), "something else altogether".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> open(OpenMode.EXISTING)).isInstanceOf(FormatMismatchException.class);
    Files.write(log(0), new byte[0]);
    assertThatThrownBy(() -> open(OpenMode.EXISTING)).isInstanceOf(FormatMismatchException.class);
    Files.write(store.resolve("CURRENT"), new byte[0]);
    assertThatThrownBy(() -> open(OpenMode.EXISTING)).isInstanceOf(DamagedStoreException.class);
    Files.delete(store.resolve("CURRENT"));
    assertThatThrownBy(() -> open(OpenMode.CREATE)).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void currentMissing_inAStoreOfOneSegment_isRefusedAndNothingIsDeleted() throws IOException {
    Path small = folder.resolve("small");
    try (HeapStore<String, String> open =
        HeapStore.open(small, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults())) {
      open.put("key", "value");
    }
    Files.delete(small.resolve("CURRENT"));
    Map<Path, byte[]> before = PowerFailure.contents(small);

    for (OpenMode mode : OpenMode.values()) {
      assertThatThrownBy(
              () ->
                  HeapStore.open(
                      small, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults().withMode(mode)))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageContaining("CURRENT is missing");
    }
    Map<Path, byte[]> after = PowerFailure.contents(small);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
  }

  @Test
  void folderOfSomethingElse_isLeftAlone() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "dear");

    assertThatThrownBy(
            () -> HeapStore.open(other, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults()))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("something else");
    assertThat(other).isDirectoryContaining("glob:**letter.txt");
    assertThat(other.resolve("CURRENT")).doesNotExist();
  }

  @Test
  void emptyFolder_becomesAStore() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    try (HeapStore<String, String> made =
        HeapStore.open(empty, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults())) {
      assertThat(made.watermark()).isEqualTo(Instant.MIN);
    }
  }

  @Test
  void indexMissingOrForeign_isMadeAnew() throws IOException {
    new FileDisk().delete(store.resolve("generation-1/index-1"));
    assertThat(right("no index")).isTrue();
    try (var files = Files.walk(store.resolve("generation-1"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".idx")).toList()) {
        Files.write(file, new byte[] {0, 0, 0, 9, 1});
      }
    }
    assertThat(right("another index")).isTrue();
  }

  private Path log(int number) {
    return Segment.file(store.resolve("generation-1"), number);
  }

  private void restore(Map<Path, byte[]> files) throws IOException {
    new FileDisk().delete(store);
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      Path target = store.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }

  /** Tells whether all answers are right; fails if one is wrong, or missing and nobody says so. */
  private boolean right(String damage) {
    boolean right = true;
    try (HeapStore<String, String> open = open(OpenMode.EXISTING)) {
      for (Map.Entry<Instant, String> version : written.entrySet()) {
        try {
          right &= isRight(open, version.getKey(), version.getValue(), damage);
        } catch (DamagedStoreException e) {
          right = false;
        }
      }
      Verification verification = open.maintenance().verify();
      assertThat(right || !verification.clean()).as(damage).isTrue();
      return right && verification.clean();
    } catch (DamagedStoreException | FormatMismatchException e) {
      return false;
    }
  }

  private static boolean isRight(
      HeapStore<String, String> open, Instant time, String value, String damage) {
    String read = open.get(key(value), time).orElse(value);
    assertThat(read).as(damage).isEqualTo(value);
    return open.get(key(value), time).isPresent();
  }

  private static String key(int number) {
    return "key" + number % 5;
  }

  private static String key(String value) {
    return key(Integer.parseInt(value.substring(0, value.indexOf('='))));
  }

  private HeapStore<String, String> open(OpenMode mode) {
    return HeapStore.open(
        store,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withMode(mode),
        new UnsyncedDisk(),
        SEGMENT,
        Long.MAX_VALUE / 2);
  }
}
