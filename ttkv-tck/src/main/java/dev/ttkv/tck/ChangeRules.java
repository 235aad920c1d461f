// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.function.Executable;

/** Rules 3.3 and 3.5 to 3.7: nulls, what counts as a change, sizes. */
final class ChangeRules {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int LARGEST_KEY = 1 << 21;

  @Rule("3.3")
  void null_is_refused_by_name(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Map<String, Map<String, Executable>> calls = new TreeMap<>();
    String none = nothing();
    Instant never = nothing();
    calls.put(
        "key",
        Map.of(
            "put", () -> store.put(none, "1"),
            "put at", () -> store.put(none, "1", Instant.EPOCH),
            "delete", () -> store.delete(none),
            "get", () -> store.get(none),
            "get as of", () -> store.get(none, Instant.MAX),
            "getOrThrow", () -> store.getOrThrow(none),
            "history", () -> store.history(none),
            "times", () -> store.times(none),
            "batch put", () -> Batch.<String, String>create().put(none, "1"),
            "batch delete", () -> Batch.<String, String>create().delete(none)));
    calls.put(
        "value",
        Map.of(
            "put", () -> store.put("a", none),
            "put at", () -> store.put("a", none, TestClock.START),
            "batch put", () -> Batch.<String, String>create().put("a", none)));
    calls.put(
        "time",
        Map.of(
            "put at", () -> store.put("a", "1", never),
            "asOf", () -> store.asOf(never),
            "settle", () -> store.settle(never),
            "batch at", () -> Batch.<String, String>create().at(never)));
    calls.put("asOf", Map.of("get as of", () -> store.get("a", never)));
    calls.put("batch", Map.of("commit", () -> store.commit(nothing())));
    calls.put(
        "range",
        Map.of(
            "history", () -> store.history("a", nothing(), Order.ASCENDING),
            "commits", () -> store.commits(nothing(), Order.ASCENDING)));
    calls.put(
        "order",
        Map.of(
            "history", () -> store.history("a", TimeRange.all(), nothing()),
            "commits", () -> store.commits(TimeRange.all(), nothing())));
    calls.put("after", Map.of("diff", () -> store.diff(never, Instant.MAX)));
    calls.put("through", Map.of("diff", () -> store.diff(Instant.MIN, never)));
    assertNamed(store, calls);
  }

  @Rule("3.3")
  void a_snapshot_refuses_null_by_name(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Snapshot<String, String> snapshot = store.latest();
    String none = nothing();
    Map<String, Map<String, Executable>> calls = new TreeMap<>();
    calls.put(
        "key",
        Map.of(
            "get", () -> snapshot.get(none),
            "getOrThrow", () -> snapshot.getOrThrow(none),
            "lookup", () -> snapshot.lookup(none),
            "history", () -> snapshot.history(none)));
    calls.put(
        "range",
        Map.of(
            "entries", () -> snapshot.entries(nothing(), Order.ASCENDING),
            "count", () -> snapshot.count(nothing())));
    calls.put("order", Map.of("entries", () -> snapshot.entries(KeyRange.all(), nothing())));
    assertNamed(store, calls);
  }

  private static void assertNamed(
      TimeTravelStore<String, String> store, Map<String, Map<String, Executable>> calls) {
    calls.forEach(
        (name, executables) ->
            executables.forEach(
                (call, executable) ->
                    State.assertRefusedWithoutTrace(
                        store, NullPointerException.class, executable, name)));
  }

  /** Returns null where the compiler would not let it pass. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Rule("3.3")
  void empty_keys_and_values_are_legal(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("", "");
    assertEquals(Optional.of(""), store.get(""));
    assertEquals(Map.of("", ""), store.latest().asMap());
    Instant deleted = store.delete("").orElseThrow();
    assertEquals(new Lookup.Deleted<>(deleted), store.latest().lookup(""));
    store.put("", "1");
    store.put("a", "");
    assertEquals(Optional.of(""), store.get("a"));
    assertEquals(2, store.latest().count());
    assertEquals(
        List.of(Optional.of("1"), Optional.empty(), Optional.of("")),
        store.history("").map(Version::value).toList());
    assertEquals(
        Optional.of(new Change<>("a", Optional.of(""))),
        store
            .commits(TimeRange.all(), Order.DESCENDING)
            .findFirst()
            .map(commit -> commit.changes().get(0)));
  }

  @Rule("3.5")
  void a_put_of_an_equal_value_is_a_version(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant second = store.put("a", "1");
    assertEquals(List.of(second, first), store.times("a").toList());
    assertEquals(new Lookup.Present<>("1", second), store.latest().lookup("a"));
    assertEquals(2, store.commits(TimeRange.all(), Order.ASCENDING).count());
    assertEquals(List.of(), store.diff(first, second).toList());
  }

  @Rule("3.5")
  void a_deletion_of_nothing_writes_nothing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    assertEquals(Optional.empty(), store.delete("a"));
    assertEquals(Instant.MIN, store.watermark());
    store.put("a", "1");
    assertTrue(store.delete("a").isPresent());
    State<String, String> before = State.of(store);
    assertEquals(Optional.empty(), store.delete("a"));
    assertEquals(Optional.empty(), store.delete("b"));
    assertEquals(before, State.of(store));
    assertEquals(2, store.history("a").count());
    assertEquals(0, store.history("b").count());
  }

  @Rule("3.6")
  void an_empty_batch_is_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Batch<String, String> empty = Batch.create();
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.commit(empty));
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.commit(Batch.<String, String>create().note("nothing").ifAbsent("b")));
  }

  @Rule("3.6")
  void a_batch_that_touches_a_key_twice_is_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    for (Batch<String, String> twice :
        List.of(
            Batch.<String, String>create().put("a", "1").put("b", "2").put("a", "3"),
            Batch.<String, String>create().put("a", "1").delete("a"),
            Batch.<String, String>create().delete("a").put("a", "1"),
            Batch.<String, String>create().delete("a").delete("a"),
            Batch.<String, String>create().delete("x").delete("x"),
            Batch.<String, String>create().put("", "1").put("", "1"))) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.commit(twice));
    }
  }

  @Rule("3.6")
  void deletions_without_effect_are_dropped(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    State<String, String> before = State.of(store);
    assertEquals(
        Optional.empty(),
        store.commit(Batch.<String, String>create().delete("x").delete("y").note("nothing")));
    assertEquals(before, State.of(store));
    Instant time =
        store
            .commit(
                Batch.<String, String>create().delete("x").put("b", "1").delete("a").delete("c"))
            .orElseThrow();
    assertEquals(
        List.of(
            new Commit<>(
                time,
                List.of(
                    new Change<>("a", Optional.<String>empty()),
                    new Change<>("b", Optional.of("1"))),
                Optional.empty())),
        store.commits(TimeRange.through(time), Order.DESCENDING).limit(1).toList());
    assertEquals(0, store.history("x").count());
    assertEquals(0, store.times("c").count());
  }

  @Rule("3.6")
  void the_changes_of_a_commit_are_in_key_order(Lab lab) {
    TimeTravelStore<String, String> store = lab.store(Lab.LATIN, Codec.utf8());
    store.put("b", "1");
    store.commit(
        Batch.<String, String>create()
            .put("\u00FF", "1")
            .put("c", "1")
            .delete("b")
            .put("\u0080", "1")
            .put("", "1")
            .put("\u007F", "1"));
    for (Order order : Order.values()) {
      assertEquals(
          List.of("", "b", "c", "\u007F", "\u0080", "\u00FF"),
          store
              .commits(TimeRange.all(), order)
              .filter(commit -> commit.changes().size() > 1)
              .flatMap(commit -> commit.changes().stream())
              .map(Change::key)
              .toList());
    }
  }

  @Rule("3.7")
  void keys_of_1_kib_and_values_of_1_mib_are_taken(Lab lab) {
    TimeTravelStore<byte[], byte[]> store = lab.store(KeyCodec.bytes(), Codec.bytes());
    byte[] low = new byte[lab.longestKey()];
    byte[] high = new byte[lab.longestKey()];
    Arrays.fill(high, (byte) -1);
    byte[] value = new byte[1 << 20];
    lab.random().nextBytes(value);
    Instant first = store.put(low, value);
    store.put(high, new byte[1 << 20]);
    store.put(low, new byte[] {1});
    assertArrayEquals(value, store.get(low, first).orElseThrow());
    assertArrayEquals(new byte[1 << 20], store.get(high).orElseThrow());
    assertEquals(2, store.latest().count());
    assertEquals(2, store.history(low).count());
    assertEquals(
        3L,
        store
            .commits(TimeRange.all(), Order.ASCENDING)
            .filter(c -> c.changes().size() == 1)
            .count());
    assertEquals(1, store.latest().count(KeyRange.startingWith(high)));
  }

  @Rule("3.7")
  void a_commit_of_1000_changes_is_taken(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Batch<String, String> puts = Batch.create();
    Batch<String, String> deletions = Batch.create();
    for (int i = 0; i < 1_000; i++) {
      puts.put("key%04d".formatted(i), "" + i);
      deletions.delete("key%04d".formatted(i));
    }
    Instant put = store.commit(puts).orElseThrow();
    store.commit(deletions);
    assertEquals(0, store.latest().count());
    assertEquals(1_000, store.asOf(put).count());
    List<Commit<String, String>> commits = store.commits(TimeRange.all(), Order.ASCENDING).toList();
    assertEquals(2, commits.size());
    assertEquals(puts.changes(), commits.get(0).changes());
    assertEquals(deletions.changes(), commits.get(1).changes());
    assertEquals(1_000, store.diff(Instant.MIN, put).count());
  }

  @Rule({"3.7", "4.6"})
  void a_key_that_is_too_large_is_refused_with_the_limit(Lab lab) {
    TimeTravelStore<byte[], byte[]> store = lab.store(KeyCodec.bytes(), Codec.bytes());
    store.put(new byte[] {1}, new byte[] {1});
    boolean lacksLongKeys = lab.longestKey() < 1 << 10;
    int refused = lacksLongKeys ? 1 << 10 : 1 << 11;
    if (lacksLongKeys && takes(store, refused)) {
      throw new HookBroken(
          "lacks() returned Lack.LONG_KEYS, but a key of 1 KiB was taken; it has to leave that out",
          null);
    }
    while (refused <= LARGEST_KEY && takes(store, refused)) {
      refused *= 2;
    }
    if (refused > LARGEST_KEY) {
      return;
    }
    byte[] key = new byte[refused];
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () ->
            store.commit(
                Batch.<byte[], byte[]>create()
                    .put(new byte[] {4}, new byte[] {4})
                    .put(key, new byte[] {4})));
    IllegalArgumentException refusal =
        State.assertRefusedWithoutTrace(
            store, IllegalArgumentException.class, () -> store.put(key, new byte[] {4}));
    assertTrue(
        numbers(String.valueOf(refusal.getMessage()))
            .filter(number -> number >= lab.longestKey() && number < key.length)
            .anyMatch(limit -> takes(store, (int) limit) && !takes(store, (int) limit + 1)),
        () -> "the message should say the limit: " + refusal.getMessage());
  }

  private static boolean takes(TimeTravelStore<byte[], byte[]> store, int keyLength) {
    byte[] key = new byte[keyLength];
    try {
      Instant time = store.put(key, new byte[] {2});
      assertEquals(Optional.of(time), store.times(key).findFirst());
      store.delete(key);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static LongStream numbers(String message) {
    return NUMBER
        .matcher(message)
        .results()
        .map(MatchResult::group)
        .filter(number -> number.length() < 10)
        .mapToLong(Long::parseLong);
  }
}
