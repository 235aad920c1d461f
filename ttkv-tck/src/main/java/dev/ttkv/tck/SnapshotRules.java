// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.Entry;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/** Rule 2.7: what a snapshot can be asked, and its map. */
final class SnapshotRules {
  static final List<String> KEYS =
      List.of(
          "",
          "\0",
          "a",
          "a\0",
          "a\0b",
          "aa",
          "ab",
          "b",
          "c",
          "c%",
          "c_",
          "d",
          "\u00FF",
          "\u00FF\u00FF");
  static final List<String> ENDS =
      List.of(
          "",
          "\0",
          "\0\0",
          "a",
          "a\0",
          "a\0a",
          "ab",
          "abc",
          "b",
          "bb",
          "c",
          "c%",
          "z",
          "\u00FF",
          "\u00FF\u00FF\u00FF");

  @Rule("2.7")
  void a_snapshot_scans_and_counts_every_range_both_ways(Lab lab) {
    TreeMap<String, String> expected = new TreeMap<>();
    Snapshot<String, String> snapshot = snapshot(lab, expected);
    for (String from : ENDS) {
      assertScan(
          snapshot,
          expected,
          new Span(Optional.of(from), true, Optional.empty(), true, Optional.empty()));
      assertScan(
          snapshot,
          expected,
          new Span(Optional.of(from), false, Optional.empty(), true, Optional.empty()));
      assertScan(
          snapshot,
          expected,
          new Span(Optional.empty(), true, Optional.of(from), true, Optional.empty()));
      assertScan(
          snapshot,
          expected,
          new Span(Optional.empty(), true, Optional.of(from), false, Optional.empty()));
      assertScan(snapshot, expected, Span.startingWith(from));
      for (String to : ENDS) {
        for (int inclusive = 0; inclusive < 4; inclusive++) {
          assertScan(
              snapshot,
              expected,
              new Span(
                  Optional.of(from),
                  inclusive % 2 == 0,
                  Optional.of(to),
                  inclusive / 2 == 0,
                  Optional.empty()));
        }
      }
    }
    assertScan(snapshot, expected, Span.ALL);
    assertEquals(
        entries(expected, Span.ALL),
        snapshot.entries().map(e -> Map.entry(e.key(), e.value())).toList());
    assertEquals(expected.size(), snapshot.count());
    assertEquals(
        List.copyOf(expected.subMap("a", "c").keySet()),
        snapshot.entries(KeyRange.of("a", "c"), Order.ASCENDING).map(Entry::key).toList());
    assertEquals(expected.tailMap("b").size(), snapshot.count(KeyRange.from("b")));
    assertEquals(expected.headMap("b").size(), snapshot.count(KeyRange.before("b")));
  }

  private static void assertScan(
      Snapshot<String, String> snapshot, NavigableMap<String, String> expected, Span span) {
    List<Map.Entry<String, String>> ascending = entries(expected, span);
    assertEquals(
        ascending,
        snapshot
            .entries(span.range(), Order.ASCENDING)
            .map(e -> Map.entry(e.key(), e.value()))
            .toList(),
        span::java);
    Collections.reverse(ascending);
    assertEquals(
        ascending,
        snapshot
            .entries(span.range(), Order.DESCENDING)
            .map(e -> Map.entry(e.key(), e.value()))
            .toList(),
        span::java);
    assertEquals(ascending.size(), snapshot.count(span.range()), span::java);
  }

  private static List<Map.Entry<String, String>> entries(Map<String, String> expected, Span span) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          if (span.contains(key)) {
            entries.add(Map.entry(key, value));
          }
        });
    return entries;
  }

  @Rule("2.7")
  void a_scan_of_more_than_fits_a_page_leaves_nothing_out_and_repeats_nothing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<String> keys = new ArrayList<>();
    List<Batch<String, String>> holes = new ArrayList<>();
    for (int thousand = 0; thousand < 3; thousand++) {
      Batch<String, String> puts = Batch.create();
      Batch<String, String> deletions = Batch.create();
      for (int i = 0; i < 1_000; i++) {
        String key = "key%d%03d".formatted(thousand, i);
        puts.put(key, "" + i);
        if (i < 100 || (i >= 300 && i < 900)) {
          deletions.delete(key);
        } else {
          keys.add(key);
        }
      }
      store.commit(puts);
      holes.add(deletions);
    }
    Instant full = store.watermark();
    holes.forEach(store::commit);
    Snapshot<String, String> snapshot = store.latest();
    assertEquals(keys, snapshot.entries().map(Entry::key).toList());
    assertEquals(keys.size(), snapshot.count());
    List<String> backwards = new ArrayList<>(keys);
    Collections.reverse(backwards);
    assertEquals(
        backwards, snapshot.entries(KeyRange.all(), Order.DESCENDING).map(Entry::key).toList());
    assertEquals(3_000, store.asOf(full).count());
  }

  @Rule("2.7")
  void a_snapshot_gives_the_history_of_a_key_up_to_its_time(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant second = store.delete("a").orElseThrow();
    store.put("a", "2");
    assertEquals(
        List.of(
            new Version<>(second, Optional.empty(), Optional.empty()),
            new Version<>(first, Optional.of(second), Optional.of("1"))),
        store.asOf(second).history("a").toList());
    assertEquals(List.of(), store.asOf(second).history("b").toList());
  }

  @Rule("2.7")
  void an_empty_snapshot_is_empty_in_every_way(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    store.delete("a");
    Snapshot<String, String> snapshot = store.latest();
    assertTrue(snapshot.isEmpty());
    assertEquals(0, snapshot.count());
    assertEquals(List.of(), snapshot.entries().toList());
    assertEquals(Map.of(), snapshot.asMap());
    assertThrows(NoSuchElementException.class, () -> snapshot.asMap().firstKey());
    assertEquals(null, snapshot.asMap().firstEntry());
  }

  @Rule("2.7")
  void a_snapshot_needs_no_closing(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    store.put("a", "1");
    HashSet<Instant> times = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      Snapshot<String, String> snapshot = store.latest();
      times.add(snapshot.time());
      assertFalse(snapshot.isEmpty());
    }
    store.put("a", "2");
    assertEquals(1, times.size());
    store.close();
    if (lab.survives()) {
      assertEquals(Optional.of("2"), place.open().get("a"));
    }
  }

  static Snapshot<String, String> snapshot(Lab lab, Map<String, String> expected) {
    return store(lab, expected).latest();
  }

  /** A store with some keys deleted, some put twice. */
  static TimeTravelStore<String, String> store(Lab lab, Map<String, String> expected) {
    TimeTravelStore<String, String> store = lab.store(Lab.LATIN, Codec.utf8());
    for (String key : KEYS) {
      store.put(key, "0");
      store.put(key + "x", "gone");
    }
    for (String key : KEYS) {
      store.put(key, "1");
      store.delete(key + "x");
      expected.put(key, "1");
    }
    return store;
  }
}
