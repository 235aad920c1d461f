// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ttkv.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rule 2.7: the map of a snapshot. */
final class MapRules {
  @Rule("2.7")
  void the_map_of_a_snapshot_answers_as_a_tree_map_does(Lab lab) {
    TreeMap<String, String> expected = new TreeMap<>();
    Snapshot<String, String> snapshot = SnapshotRules.snapshot(lab, expected);
    Random random = lab.random();
    for (int i = 0; i < lab.tries(150); i++) {
      compareMaps(expected, snapshot.asMap(), random, "map", 3);
    }
  }

  private static void compareMaps(
      NavigableMap<String, String> expected,
      NavigableMap<String, String> actual,
      Random random,
      String path,
      int depth) {
    String key = pick(random);
    String end = pick(random);
    boolean from = random.nextBoolean();
    boolean to = random.nextBoolean();
    compareAnswer(path + ".get", key, expected, actual, map -> map.get(key));
    compareAnswer(path + ".containsKey", key, expected, actual, map -> map.containsKey(key));
    compareAnswer(path + ".lower", key, expected, actual, map -> map.lowerEntry(key));
    compareAnswer(path + ".floor", key, expected, actual, map -> map.floorEntry(key));
    compareAnswer(path + ".ceiling", key, expected, actual, map -> map.ceilingEntry(key));
    compareAnswer(path + ".higher", key, expected, actual, map -> map.higherEntry(key));
    compareAnswer(path + ".lowerKey", key, expected, actual, map -> map.lowerKey(key));
    compareAnswer(path + ".floorKey", key, expected, actual, map -> map.floorKey(key));
    compareAnswer(path + ".ceilingKey", key, expected, actual, map -> map.ceilingKey(key));
    compareAnswer(path + ".higherKey", key, expected, actual, map -> map.higherKey(key));
    compareAnswer(path + ".first", "", expected, actual, NavigableMap::firstEntry);
    compareAnswer(path + ".last", "", expected, actual, NavigableMap::lastEntry);
    compareAnswer(path + ".firstKey", "", expected, actual, NavigableMap::firstKey);
    compareAnswer(path + ".lastKey", "", expected, actual, NavigableMap::lastKey);
    compareAnswer(path + ".size", "", expected, actual, NavigableMap::size);
    compareAnswer(path + ".isEmpty", "", expected, actual, NavigableMap::isEmpty);
    compareAnswer(path + ".entrySet", "", expected, actual, map -> List.copyOf(map.entrySet()));
    compareAnswer(path + ".keySet", "", expected, actual, map -> List.copyOf(map.keySet()));
    compareAnswer(path + ".values", "", expected, actual, map -> List.copyOf(map.values()));
    compareAnswer(
        path + ".descendingKeySet",
        "",
        expected,
        actual,
        map -> List.copyOf(map.descendingKeySet()));
    compareKeys(path, key, end, expected, actual);
    compareAnswer(path + ".headMap", key, expected, actual, map -> entries(map.headMap(key)));
    compareAnswer(path + ".tailMap", key, expected, actual, map -> entries(map.tailMap(key)));
    compareAnswer(path + ".subMap", key, expected, actual, map -> entries(map.subMap(key, end)));
    assertEquals(expected, actual, path);
    assertEquals(actual, expected, path);
    assertEquals(expected.hashCode(), actual.hashCode(), path);
    assertEquals(expected.toString(), actual.toString(), path);
    if (depth == 0) {
      return;
    }
    Function<NavigableMap<String, String>, NavigableMap<String, String>> part =
        switch (random.nextInt(4)) {
          case 0 -> map -> map.headMap(key, to);
          case 1 -> map -> map.tailMap(key, from);
          case 2 -> map -> map.subMap(key, from, end, to);
          default -> NavigableMap::descendingMap;
        };
    String name = "%s.part(%s %s, %s %s)".formatted(path, Text.java(key), from, Text.java(end), to);
    Object given = compareAnswer(name, "", expected, actual, part::apply);
    if (given instanceof NavigableMap<?, ?>) {
      compareMaps(part.apply(expected), part.apply(actual), random, name, depth - 1);
    }
  }

  private static void compareKeys(
      String path,
      String key,
      String end,
      NavigableMap<String, String> expected,
      NavigableMap<String, String> actual) {
    Map<String, Function<NavigableSet<String>, @Nullable Object>> questions = new TreeMap<>();
    questions.put("lower", keys -> keys.lower(key));
    questions.put("floor", keys -> keys.floor(key));
    questions.put("ceiling", keys -> keys.ceiling(key));
    questions.put("higher", keys -> keys.higher(key));
    questions.put("contains", keys -> keys.contains(key));
    questions.put("first", NavigableSet::first);
    questions.put("last", NavigableSet::last);
    questions.put("size", NavigableSet::size);
    questions.put("isEmpty", NavigableSet::isEmpty);
    questions.put("descendingSet", keys -> List.copyOf(keys.descendingSet()));
    questions.put("descendingIterator", keys -> inOrder(keys.descendingIterator()));
    questions.put("iterator", keys -> inOrder(keys.iterator()));
    questions.put("headSet", keys -> List.copyOf(keys.headSet(key)));
    questions.put("headSet with", keys -> List.copyOf(keys.headSet(key, true)));
    questions.put("tailSet", keys -> List.copyOf(keys.tailSet(key)));
    questions.put("tailSet without", keys -> List.copyOf(keys.tailSet(key, false)));
    questions.put("subSet", keys -> List.copyOf(keys.subSet(key, end)));
    questions.put("subSet with", keys -> List.copyOf(keys.subSet(key, false, end, true)));
    questions.forEach(
        (name, question) ->
            compareAnswer(
                path + ".navigableKeySet." + name,
                key,
                expected,
                actual,
                map -> question.apply(map.navigableKeySet())));
    compareAnswer(path + ".entrySet.size", "", expected, actual, map -> map.entrySet().size());
    Comparator<? super String> order = actual.navigableKeySet().comparator();
    boolean ascending = expected.comparator() == null;
    if (!key.equals(end)) {
      assertEquals(
          ascending == key.compareTo(end) < 0,
          Objects.requireNonNull(order).compare(key, end) < 0,
          path + ".navigableKeySet.comparator");
    }
  }

  private static List<String> inOrder(Iterator<String> keys) {
    List<String> all = new ArrayList<>();
    keys.forEachRemaining(all::add);
    return all;
  }

  @Rule("2.7")
  void a_part_of_a_map_has_no_part_beyond_its_ends(Lab lab) {
    TreeMap<String, String> expected = new TreeMap<>();
    NavigableMap<String, String> actual = SnapshotRules.snapshot(lab, expected).asMap();
    List<String> keys = List.of("", "a", "b", "c", "d", "e", "z");
    for (boolean with : new boolean[] {false, true}) {
      NavigableMap<String, String> part = expected.subMap("b", with, "d", with);
      NavigableMap<String, String> given = actual.subMap("b", with, "d", with);
      String path = "subMap(b, d, " + with + ")";
      for (String key : keys) {
        for (boolean in : new boolean[] {false, true}) {
          compareAnswer(path + ".headMap", key, part, given, map -> entries(map.headMap(key, in)));
          compareAnswer(path + ".tailMap", key, part, given, map -> entries(map.tailMap(key, in)));
          for (String end : keys) {
            compareAnswer(
                path + ".subMap(.., %s, %s)".formatted(end, in),
                key,
                part,
                given,
                map -> entries(map.subMap(key, in, end, in)));
          }
        }
        compareAnswer(path + ".get", key, part, given, map -> map.get(key));
        compareAnswer(path + ".lower", key, part, given, map -> map.lowerKey(key));
        compareAnswer(path + ".floor", key, part, given, map -> map.floorKey(key));
        compareAnswer(path + ".ceiling", key, part, given, map -> map.ceilingKey(key));
        compareAnswer(path + ".higher", key, part, given, map -> map.higherKey(key));
      }
      compareAnswer(path + ".isEmpty", "", part, given, Map::isEmpty);
    }
    NavigableMap<String, String> empty = expected.subMap("b", false, "b", true);
    compareAnswer("empty", "", empty, actual.subMap("b", false, "b", true), Map::isEmpty);
    NavigableSet<String> noKeys = actual.subMap("b", false, "b", true).navigableKeySet();
    assertEquals(true, noKeys.isEmpty());
    assertEquals(false, actual.navigableKeySet().isEmpty());
    assertEquals(false, actual.isEmpty());
  }

  private static @Nullable Object compareAnswer(
      String path,
      String key,
      NavigableMap<String, String> expected,
      NavigableMap<String, String> actual,
      Function<NavigableMap<String, String>, @Nullable Object> question) {
    Object right = answer(() -> question.apply(expected));
    assertEquals(
        right, answer(() -> question.apply(actual)), () -> path + "(" + Text.java(key) + ")");
    return right;
  }

  private static List<Map.Entry<String, String>> entries(Map<String, String> map) {
    return List.copyOf(map.entrySet());
  }

  private static @Nullable Object answer(Supplier<@Nullable Object> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  private static String pick(Random random) {
    List<String> from = random.nextBoolean() ? SnapshotRules.KEYS : SnapshotRules.ENDS;
    return from.get(random.nextInt(from.size()));
  }

  @Rule("2.7")
  void the_map_of_a_snapshot_cannot_be_changed(Lab lab) {
    NavigableMap<String, String> map = SnapshotRules.snapshot(lab, new TreeMap<>()).asMap();
    Map<String, String> before = Map.copyOf(map);
    List<Callable<@Nullable Object>> changes =
        List.of(
            () -> map.put("a", "x"),
            () -> map.put("new", "x"),
            () -> map.remove("a"),
            () -> {
              map.clear();
              return null;
            },
            () -> {
              map.putAll(Map.of("a", "x"));
              return null;
            },
            map::pollFirstEntry,
            map::pollLastEntry,
            () -> map.keySet().remove("a"),
            () -> map.values().remove("1"),
            () -> map.entrySet().iterator().next().setValue("x"),
            () -> map.firstEntry().setValue("x"),
            () -> map.descendingMap().remove("a"),
            () -> map.headMap("b").remove("a"),
            () -> map.navigableKeySet().pollFirst(),
            () -> map.descendingKeySet().remove("a"),
            () -> map.computeIfAbsent("new", key -> "x"),
            () -> map.merge("a", "x", String::concat),
            () -> {
              Iterator<String> keys = map.keySet().iterator();
              keys.next();
              keys.remove();
              return null;
            });
    for (Callable<@Nullable Object> change : changes) {
      assertThrows(UnsupportedOperationException.class, change::call);
    }
    assertEquals(before, map);
  }
}
