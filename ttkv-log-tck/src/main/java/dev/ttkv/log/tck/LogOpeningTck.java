// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of opening that every store over the commit log passes: by its location, twice, in a
 * thread that is interrupted, and with an index that is damaged; a subclass says which store.
 */
public abstract class LogOpeningTck {
  private static final String INDEX = "index-";

  /** The bytes at the beginning of an index's files, where an engine keeps what it knows of it. */
  private static final int BEGINNING = 4_096;

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** For the subclasses. */
  protected LogOpeningTck() {}

  /** Returns the scheme of the store's locations. */
  protected abstract String scheme();

  /** Returns the folder of the store. */
  protected final Path folder() {
    return folder;
  }

  @BeforeEach
  void choose(@TempDir Path parent) {
    folder = parent.resolve("history");
  }

  private TimeTravelStore<String, String> open() {
    return TimeTravelStore.open(scheme() + ":" + folder, KeyCodec.utf8(), Codec.utf8());
  }

  @Test
  void a_location_opens_a_store_that_says_it() {
    try (TimeTravelStore<String, String> store = open()) {
      assertEquals(scheme() + ":" + folder, store.toString());
    }
  }

  @Test
  void an_option_that_is_not_there_is_refused_and_nothing_is_made() {
    String location = scheme() + ":" + folder + "?nosuch=1";
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8()));
    assertTrue(refusal.toString().contains("unknown option nosuch"), refusal::toString);
    assertFalse(Files.exists(folder));
  }

  @Test
  void a_second_opening_is_refused_and_the_first_goes_on() {
    try (TimeTravelStore<String, String> first = open()) {
      first.put("price", "10");
      assertThrows(StoreLockedException.class, this::open);
      first.put("price", "12");
      assertEquals(Optional.of("12"), first.get("price"));
    }
    try (TimeTravelStore<String, String> again = open()) {
      assertEquals(2, again.history("price").count());
    }
  }

  @Test
  void an_interrupted_thread_closes_no_file() {
    try (TimeTravelStore<String, String> store = open()) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 100; i++) {
        Batch<String, String> batch = Batch.create();
        for (int j = 0; j < 200; j++) {
          batch.put("key" + (200 * i + j), "value" + i);
        }
        store.commit(batch);
      }
      assertEquals(Optional.of("value0"), store.get("key0"));
      assertTrue(Thread.interrupted());

      store.put("key0", "later");
      assertEquals(Optional.of("later"), store.get("key0"));
      assertEquals(20_000, store.latest().count());
    }
    try (TimeTravelStore<String, String> again = open()) {
      assertEquals(Optional.of("later"), again.get("key0"));
    }
  }

  @Test
  void an_interrupted_thread_creates_and_opens_and_stays_interrupted() throws IOException {
    Thread.currentThread().interrupt();
    try (TimeTravelStore<String, String> store = open()) {
      store.put("key", "value");
    }
    // once from a clean end, once from the log
    for (int i = 0; i < 2; i++) {
      try (TimeTravelStore<String, String> store = open()) {
        assertEquals(Optional.of("value"), store.get("key"));
      }
      assertTrue(Thread.currentThread().isInterrupted());
      Files.delete(folder.resolve("generation-1").resolve("MARK"));
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  void an_index_that_is_damaged_is_made_anew() throws IOException {
    Instant first;
    try (TimeTravelStore<String, String> store = open()) {
      first = store.put("price", "10");
      store.put("price", "12");
    }
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      List<Path> files = indexFiles();
      damage(files.get(random.nextInt(files.size())), round % 4, random);
      try (TimeTravelStore<String, String> store = open()) {
        assertEquals(Optional.of("12"), store.get("price"));
        assertEquals(Optional.of("10"), store.get("price", first));
      }
    }
  }

  private static void damage(Path file, int how, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (how) {
      case 0 -> Files.delete(file);
      case 1 -> Files.write(file, new byte[0]);
      case 2 -> {
        random.nextBytes(bytes);
        Files.write(file, bytes);
      }
      default -> {
        bytes[random.nextInt(BEGINNING)] ^= 1;
        Files.write(file, bytes);
      }
    }
  }

  private List<Path> indexFiles() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> folder.relativize(file).toString().contains(INDEX))
              .sorted()
              .toList();
      assertFalse(files.isEmpty());
      return files;
    }
  }
}
