// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Order;
import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.IndexFullException;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.log.VersionIndex.Entry;
import dev.ttkv.spi.ByteRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests that every index over the commit log passes; a subclass says which. */
public abstract class VersionIndexTck {
  private static final int PROGRAMS = 20;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** For the subclasses. */
  protected VersionIndexTck() {}

  /** Returns what makes and opens the indexes. */
  protected abstract IndexFactory factory();

  @Test
  void answers_as_a_map_of_maps_does() {
    for (long seed = 0; seed < PROGRAMS; seed++) {
      try (IndexProgram program =
          new IndexProgram(seed, factory(), folder.resolve("program-" + seed))) {
        program.run(250);
      }
    }
  }

  @Test
  void an_empty_index_has_nothing() {
    try (VersionIndex index = factory().create(folder, 0)) {
      assertEquals(0, index.size());
      assertEquals(Optional.empty(), index.find(key("a"), Long.MAX_VALUE));
      for (Order order : Order.values()) {
        assertEquals(
            List.of(), index.versions(key("a"), Long.MIN_VALUE, Long.MAX_VALUE, order, 10));
        assertEquals(List.of(), index.keys(ByteRange.ALL, order, 10));
      }
    }
    try (VersionIndex index = factory().open(folder, false)) {
      assertEquals(0, index.size());
      assertEquals(List.of(), index.keys(ByteRange.ALL, Order.DESCENDING, 10));
    }
  }

  @Test
  void deep_histories_are_found_at_every_edge() {
    int depth = 3_000;
    byte[][] keys = {key("a"), key("a\0"), key("b")};
    try (VersionIndex index = factory().create(folder, 3L * depth)) {
      for (int i = 1; i <= depth; i++) {
        for (int k = 0; k < keys.length; k++) {
          index.add(keys[k], 10L * i + k, position(k, i));
        }
      }
      for (int k = 0; k < keys.length; k++) {
        assertEquals(Optional.empty(), index.find(keys[k], 10 + k - 1));
        for (int i = 1; i <= depth; i++) {
          Optional<Entry> found = Optional.of(new Entry(10L * i + k, position(k, i)));
          assertEquals(found, index.find(keys[k], 10L * i + k));
          assertEquals(found, index.find(keys[k], 10L * i + k + 9));
        }
        assertDeep(index, keys[k], k, depth);
      }
    }
  }

  private static void assertDeep(VersionIndex index, byte[] key, int k, int depth) {
    Random random = new Random(k);
    for (int n = 0; n < 300; n++) {
      int after = random.nextInt(depth + 1);
      int through = random.nextInt(depth + 1);
      int limit = 1 + random.nextInt(200);
      List<Entry> ascending =
          index.versions(key, 10L * after + k, 10L * through + k, Order.ASCENDING, limit);
      List<Entry> descending =
          index.versions(key, 10L * after + k, 10L * through + k, Order.DESCENDING, limit);
      int size = Math.max(0, Math.min(limit, through - after));
      assertEquals(size, ascending.size());
      assertEquals(size, descending.size());
      for (int i = 0; i < size; i++) {
        int up = after + 1 + i;
        int down = through - i;
        assertEquals(new Entry(10L * up + k, position(k, up)), ascending.get(i));
        assertEquals(new Entry(10L * down + k, position(k, down)), descending.get(i));
      }
    }
  }

  private static long position(long key, long version) {
    return (key << 40) | version;
  }

  @Test
  void many_keys_come_in_pages_in_both_orders_before_and_after_reopening() {
    int count = 20_000;
    List<String> sorted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sorted.add("%05d".formatted(i));
    }
    List<String> shuffled = new ArrayList<>(sorted);
    Collections.shuffle(shuffled, new Random(1));
    try (VersionIndex index = factory().create(folder, count)) {
      long time = 0;
      for (String name : shuffled) {
        index.add(key(name), ++time, time);
      }
      assertPages(index, sorted);
    }
    try (VersionIndex index = factory().open(folder, true)) {
      assertPages(index, sorted);
      assertEquals(count, index.size());
    }
  }

  private static void assertPages(VersionIndex index, List<String> sorted) {
    for (Order order : Order.values()) {
      List<String> all = new ArrayList<>();
      ByteRange rest = ByteRange.ALL;
      while (true) {
        List<byte[]> page = index.keys(rest, order, 999);
        if (page.isEmpty()) {
          break;
        }
        for (byte[] key : page) {
          all.add(new String(key, StandardCharsets.UTF_8));
        }
        rest = rest.beyond(page.get(page.size() - 1), order);
      }
      List<String> expected = new ArrayList<>(sorted);
      if (order == Order.DESCENDING) {
        Collections.reverse(expected);
      }
      assertEquals(expected, all);
    }
  }

  @Test
  void what_was_closed_opens_again_and_again_and_takes_more() {
    factory().create(folder, 10).close();
    for (int round = 1; round <= 20; round++) {
      try (VersionIndex index = factory().open(folder, false)) {
        assertEquals(50L * (round - 1), index.size());
        for (int i = 0; i < 50; i++) {
          index.add(key("k" + i % 7), 50L * round + i, 50L * round + i);
        }
      }
    }
    try (VersionIndex index = factory().open(folder, false)) {
      assertEquals(1_000, index.size());
      assertEquals(Optional.of(new Entry(1_049, 1_049)), index.find(key("k0"), Long.MAX_VALUE));
      assertEquals(7, index.keys(ByteRange.ALL, Order.ASCENDING, 100).size());
    }
  }

  @Test
  void an_index_with_no_room_left_says_so_and_answers_as_before() {
    int added = 0;
    try (VersionIndex index = factory().create(folder, 0)) {
      try {
        while (added < 100_000) {
          index.add(key("k" + added % 20_000), added + 1L, added);
          added++;
        }
      } catch (IndexFullException e) {
        assertTrue(added > 0);
      }
      assertEquals(added, index.size());
      for (int i = 0; i < added; i++) {
        assertEquals(Optional.of(new Entry(i + 1L, i)), index.find(key("k" + i % 20_000), i + 1L));
      }
      assertEquals(
          Math.min(added, 20_000), index.keys(ByteRange.ALL, Order.ASCENDING, 100_000).size());
    }
  }

  @Test
  void reading_only_changes_no_file() throws IOException {
    try (VersionIndex index = factory().create(folder, 10)) {
      for (int i = 1; i <= 200; i++) {
        index.add(key("k" + i % 10), i, i);
      }
    }
    Map<String, byte[]> before = files();
    try (VersionIndex index = factory().open(folder, true)) {
      assertEquals(Optional.of(new Entry(195, 195)), index.find(key("k5"), 200));
      assertEquals(10, index.keys(ByteRange.ALL, Order.ASCENDING, 100).size());
      assertEquals(200, index.size());
    }
    Map<String, byte[]> after = files();
    assertEquals(before.keySet(), after.keySet());
    for (String name : before.keySet()) {
      assertTrue(Arrays.equals(before.get(name), after.get(name)), name);
    }
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void an_interrupted_thread_does_everything_and_stays_interrupted() {
    Thread.currentThread().interrupt();
    try {
      try (VersionIndex index = factory().create(folder, 50_000)) {
        for (int i = 1; i <= 50_000; i++) {
          index.add(key("k" + i % 1_000), i, i);
        }
      }
      try (VersionIndex index = factory().open(folder, false)) {
        index.add(key("k0"), 50_001, 50_001);
        assertEquals(Optional.of(new Entry(50_001, 50_001)), index.find(key("k0"), 60_000));
      }
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      boolean cleared = Thread.interrupted();
      assertTrue(cleared);
    }
    try (VersionIndex index = factory().open(folder, true)) {
      assertEquals(50_001, index.size());
      assertEquals(1_000, index.keys(ByteRange.ALL, Order.ASCENDING, 2_000).size());
    }
  }

  @Test
  void readers_beside_a_writer_see_whole_versions_and_all_that_were_there() throws Exception {
    try (VersionIndex index = factory().create(folder, 100_000)) {
      new IndexRace(index, 200, 100_000).run(2);
    }
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
