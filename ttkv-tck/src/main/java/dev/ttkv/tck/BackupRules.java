// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Rule 8.3: backups. */
final class BackupRules {
  @Rule("8.3")
  void a_backend_without_backups_says_so(Lab lab) {
    if (lab.lacksBackups()) {
      Lab.Place place = lab.place();
      TimeTravelStore<String, String> store = place.open();
      store.put("a", "1");
      assertThrows(
          UnsupportedOperationException.class,
          () -> store.maintenance().backup(place.directory().resolve("backup")));
    }
  }

  @Rule("8.3")
  void a_backup_is_a_store_with_the_same_history(Lab lab) throws IOException {
    if (!lab.backsUp()) {
      return;
    }
    Random random = lab.random();
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    for (int i = 0; i < 500; i++) {
      String key = "" + random.nextInt(50);
      if (random.nextInt(5) == 0) {
        store.delete(key);
      } else {
        store.commit(
            Batch.<String, String>create()
                .put(key, "" + i)
                .put(key + "x", "x".repeat(i))
                .note("" + i));
      }
      if (i == 300 && lab.forgets()) {
        store.maintenance().trim(store.watermark());
        store.maintenance().pin("kept", store.watermark(), Model.LAST);
      }
    }
    lab.clock().move(1_000_000);
    store.settle(lab.clock().instant());
    Instant watermark = store.watermark();
    String digest = store.maintenance().digest(Instant.MAX);
    Lab.Place other = lab.place();
    store.maintenance().backup(other.backupOf(place));
    store.put("after", "1");

    TimeTravelStore<String, String> backup = other.open();
    assertEquals(digest, backup.maintenance().digest(Instant.MAX));
    assertEquals(watermark, backup.watermark());
    assertEquals(store.horizon(), backup.horizon());
    assertEquals(store.maintenance().pins(), backup.maintenance().pins());
    assertTrue(backup.maintenance().verify().clean());
    Instant put = backup.put("after", "1");
    assertEquals(put, store.watermark());
    assertEquals(store.maintenance().digest(Instant.MAX), backup.maintenance().digest(Instant.MAX));
    backup.close();

    List<String> before = names(other.directory());
    assertThrows(
        TimeTravelStoreException.class, () -> store.maintenance().backup(other.backupOf(place)));
    assertEquals(before, names(other.directory()));
    assertEquals(put, other.open().watermark());
    Path nowhere = other.directory().resolve("no folder").resolve("backup");
    assertThrows(TimeTravelStoreException.class, () -> store.maintenance().backup(nowhere));
    assertEquals(put, store.watermark());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(file -> directory.relativize(file).toString()).sorted().toList();
    }
  }
}
