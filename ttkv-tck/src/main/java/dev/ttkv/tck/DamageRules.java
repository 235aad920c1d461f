// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Rule 7.3: what a store does with files that are not as it left them. */
final class DamageRules {
  private static final int KEYS = 40;
  private static final int STRETCHES = 150;
  private static final int LONGEST_STRETCH = 64;

  @Rule("7.3")
  void a_read_returns_what_was_stored_for_that_key_and_time(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Map<Instant, String> written = fill(store);
    if (lab.survives()) {
      store.close();
      store = place.open();
    }
    for (Map.Entry<Instant, String> version : written.entrySet()) {
      assertEquals(
          Optional.of(version.getValue()), store.get(key(version.getValue()), version.getKey()));
    }
  }

  @Rule("7.3")
  void a_value_that_was_changed_in_a_file_is_not_returned(Lab lab) throws IOException {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Map<Instant, String> written = fill(store);
    store.close();
    Map<Path, byte[]> files = read(place);
    Map<Path, byte[]> altered = new LinkedHashMap<>(files);
    Instant victim = List.copyOf(written.keySet()).get(KEYS / 2);
    String value = written.getOrDefault(victim, "");
    String other = value.replace('x', 'y');
    List<Path> where = replace(altered, value, other);
    if (where.isEmpty()) {
      overwrite(lab, place, files, written, "the values stand in no file as they are");
      return;
    }
    restore(place, altered);
    String damage = "'%s' made '%s' in %s".formatted(value, other, where);
    place.damaged(damage);
    Optional<String> read;
    try {
      read = place.open().get(key(value), victim);
    } catch (DamagedStoreException e) {
      return;
    }
    lab.closeStores();
    assertEquals(
        Optional.of(value),
        read,
        damage + "; a read has to throw a DamagedStoreException, or opening the store");
    overwrite(lab, place, files, written, "no read came upon " + damage);
  }

  /** Overwrites stretches of files, for want of a value that could be made another one. */
  private static void overwrite(
      Lab lab, Lab.Place place, Map<Path, byte[]> files, Map<Instant, String> written, String why) {
    int tries =
        damage(
            lab,
            place,
            files,
            written,
            (random, bytes) -> {
              int at = random.nextInt(bytes.length);
              int end = Math.min(bytes.length, at + 1 + random.nextInt(LONGEST_STRETCH));
              int bits = 1 + random.nextInt(7);
              for (int i = at; i < end; i++) {
                bytes[i] ^= (byte) bits;
              }
              return "bits %d of bytes %d to %d".formatted(bits, at, end - 1);
            });
    lab.tell(
        tries == 0
            ? "no file was there to be damaged"
            : "%s; %d times a stretch was overwritten instead".formatted(why, tries));
  }

  /** Does something to the bytes of a file, and says what. */
  @FunctionalInterface
  private interface Damage {
    String apply(Random random, byte[] bytes);
  }

  /** Damages one file after another and looks what is read; returns how often. */
  private static int damage(
      Lab lab,
      Lab.Place place,
      Map<Path, byte[]> files,
      Map<Instant, String> written,
      Damage damage) {
    List<Path> names =
        files.entrySet().stream()
            .filter(f -> f.getValue().length > 0)
            .map(Map.Entry::getKey)
            .toList();
    Random random = lab.random();
    int tries = names.isEmpty() ? 0 : lab.tries(STRETCHES);
    for (int i = 0; i < tries; i++) {
      Path file = names.get(random.nextInt(names.size()));
      byte[] bytes = files.getOrDefault(file, new byte[0]).clone();
      String what = damage.apply(random, bytes);
      Map<Path, byte[]> damaged = new LinkedHashMap<>(files);
      damaged.put(file, bytes);
      restore(place, damaged);
      assertNothingWrong(place, written, what + " of " + file + " flipped");
      lab.closeStores();
    }
    return tries;
  }

  /**
   * Right answers and exceptions of the store are good, and so is what it would say if a version
   * were missing: that cannot be noticed by reading one key. All else is not.
   */
  private static void assertNothingWrong(
      Lab.Place place, Map<Instant, String> written, String damage) {
    place.damaged(damage);
    try {
      TimeTravelStore<String, String> store = place.open();
      Map<String, String> before = new HashMap<>();
      for (Map.Entry<Instant, String> version : written.entrySet()) {
        String value = version.getValue();
        assertRightOrMissing(
            store, version.getKey(), value, before.getOrDefault(key(value), value), damage);
        before.put(key(value), value);
      }
    } catch (TimeTravelStoreException e) {
      // it was noticed when the store was opened
    }
  }

  private static void assertRightOrMissing(
      TimeTravelStore<String, String> store,
      Instant time,
      String value,
      String before,
      String damage) {
    try {
      Optional<String> read = store.get(key(value), time);
      assertTrue(
          read.isEmpty() || read.get().equals(value) || read.get().equals(before),
          () -> "%s: %s instead of %s".formatted(damage, read, value));
    } catch (TimeTravelStoreException e) {
      // it was noticed when the value was read
    }
  }

  private static Map<Instant, String> fill(TimeTravelStore<String, String> store) {
    Map<Instant, String> written = new LinkedHashMap<>();
    for (int i = 0; i < 2 * KEYS; i++) {
      String value = "key%02d=%02d%s".formatted(i % KEYS, i, "x".repeat(20));
      written.put(store.put(key(value), value), value);
    }
    return written;
  }

  private static String key(String value) {
    return value.substring(0, 5);
  }

  private static Map<Path, byte[]> read(Lab.Place place) throws IOException {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    for (Path file : place.files()) {
      files.put(file, Files.readAllBytes(file));
    }
    return files;
  }

  private static void restore(Lab.Place place, Map<Path, byte[]> files) {
    try {
      for (Path file : place.files()) {
        if (!files.containsKey(file)) {
          Files.delete(file);
        }
      }
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        Files.createDirectories(file.getKey().resolveSibling(""));
        Files.write(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a text wherever it stands, and returns where it stood. */
  private static List<Path> replace(Map<Path, byte[]> files, String text, String replacement) {
    List<Path> found = new ArrayList<>();
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      String content = new String(file.getValue(), StandardCharsets.ISO_8859_1);
      if (content.contains(text)) {
        found.add(file.getKey());
        file.setValue(content.replace(text, replacement).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }
}
