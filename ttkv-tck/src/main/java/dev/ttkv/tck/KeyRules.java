// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.Entry;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Rules 3.1, 3.2 and 3.4: keys, codecs, arrays. */
final class KeyRules {
  /** Strings that a store might mistake for something, in the order of their code points. */
  private static final List<String> HOSTILE =
      List.of(
          "",
          "\0",
          "\0\0",
          "\0a",
          "\n",
          "\u001B[31m",
          "%",
          "' OR 1=1; --",
          "'); drop table kv; --",
          "*",
          "../x",
          "?",
          "C:\\x",
          "NULL",
          "_",
          "a",
          "a\0",
          "a\0\0",
          "a\0b",
          "a%",
          "aa",
          "a\u0301",
          "b",
          "null",
          "\u007F",
          "\u0080",
          "\u00E1",
          "\u202Eabc",
          "\uFFFD",
          "\uFFFF",
          "\uD800\uDC00",
          "\uDBFF\uDFFF");

  @Rule("3.1")
  void strings_are_told_apart_and_ordered_by_code_point(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<String> shuffled = new ArrayList<>(HOSTILE);
    Collections.shuffle(shuffled, lab.random());
    for (String key : shuffled) {
      store.put(key, "value of " + key);
    }
    assertKeys(store, HOSTILE);
    for (String key : HOSTILE) {
      assertEquals(Optional.of("value of " + key), store.get(key), Text.java(key));
      assertEquals(1, store.history(key).count(), Text.java(key));
      assertEquals(1, store.times(key).count(), Text.java(key));
    }
    store.delete("a");
    assertEquals(HOSTILE.size() - 1, store.latest().count());
    assertEquals(Optional.of("value of a\0"), store.get("a\0"));
  }

  @Rule("3.1")
  void the_characters_of_patterns_mean_themselves(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (String key : List.of("%", "%a", "_", "_a", "a", "a%", "a%b", "a_b", "aXb", "*", "a*")) {
      store.put(key, key);
    }
    assertEquals(List.of("%", "%a"), startingWith(store, "%"));
    assertEquals(List.of("_", "_a"), startingWith(store, "_"));
    assertEquals(List.of("a%", "a%b"), startingWith(store, "a%"));
    assertEquals(List.of("a_b"), startingWith(store, "a_"));
    assertEquals(List.of("a*"), startingWith(store, "a*"));
  }

  private static List<String> startingWith(TimeTravelStore<String, String> store, String prefix) {
    return store
        .latest()
        .entries(KeyRange.startingWith(prefix), Order.ASCENDING)
        .map(Entry::key)
        .toList();
  }

  @Rule("3.1")
  void bytes_are_compared_as_unsigned_and_a_prefix_comes_first(Lab lab) {
    TreeMap<byte[], String> expected = new TreeMap<>(Arrays::compareUnsigned);
    for (String hex :
        List.of(
            "", "00", "0000", "0001", "00ff", "01", "7f", "7fff", "80", "8000", "81", "fe", "ff",
            "ff00", "ffff", "ffff00", "ffffff")) {
      expected.put(HexFormat.of().parseHex(hex), hex);
    }
    Random random = lab.random();
    for (int i = 0; i < 100; i++) {
      byte[] key = new byte[random.nextInt(5)];
      random.nextBytes(key);
      expected.put(key, HexFormat.of().formatHex(key));
    }
    TimeTravelStore<byte[], String> store = lab.store(KeyCodec.bytes(), Codec.utf8());
    List<byte[]> shuffled = new ArrayList<>(expected.keySet());
    Collections.shuffle(shuffled, random);
    for (byte[] key : shuffled) {
      store.put(key, HexFormat.of().formatHex(key));
    }
    List<String> values = List.copyOf(expected.values());
    assertEquals(values, store.latest().entries().map(Entry::value).toList());
    for (byte[] end : expected.keySet()) {
      assertEquals(
          List.copyOf(expected.tailMap(end, false).values()),
          store
              .latest()
              .entries(KeyRange.<byte[]>all().from(end, false), Order.ASCENDING)
              .map(Entry::value)
              .toList());
      String prefix = HexFormat.of().formatHex(end);
      assertEquals(
          values.stream().filter(value -> value.startsWith(prefix)).toList(),
          store
              .latest()
              .entries(KeyRange.startingWith(end), Order.ASCENDING)
              .map(Entry::value)
              .toList(),
          "the keys that begin with " + prefix);
    }
  }

  @Rule("3.1")
  void keys_are_the_same_if_their_codec_gives_the_same_bytes(Lab lab) {
    KeyCodec<String> caseless =
        KeyCodec.of(
            "ttkv-tck-caseless",
            text -> text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
            bytes -> new String(bytes, StandardCharsets.UTF_8));
    TimeTravelStore<String, String> store = lab.store(caseless, Codec.utf8());
    store.put("Key", "1");
    store.put("KEY", "2");
    assertEquals(Optional.of("2"), store.get("key"));
    assertEquals(2, store.history("kEy").count());
    assertEquals(1, store.latest().count());
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.commit(Batch.<String, String>create().put("a", "1").put("A", "2")));
  }

  @Rule("3.1")
  void strings_are_not_normalised(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("\u00E9", "composed");
    store.put("e\u0301", "decomposed");
    assertEquals(Optional.of("composed"), store.get("\u00E9"));
    assertEquals(Optional.of("decomposed"), store.get("e\u0301"));
  }

  @Rule("3.1")
  void key_codecs_keep_the_natural_order(Lab lab) {
    assertOrder(
        lab,
        KeyCodec.int32(),
        List.of(Integer.MIN_VALUE, -256, -1, 0, 1, 255, 256, Integer.MAX_VALUE));
    assertOrder(
        lab,
        KeyCodec.int64(),
        List.of(Long.MIN_VALUE, -1L << 32, -1L, 0L, 1L, 1L << 32, Long.MAX_VALUE));
    assertOrder(lab, KeyCodec.bool(), List.of(false, true));
    assertOrder(
        lab,
        KeyCodec.float64(),
        List.of(
            Double.NEGATIVE_INFINITY,
            -1.5,
            -Double.MIN_VALUE,
            -0.0,
            0.0,
            Double.MIN_VALUE,
            1.5,
            Double.POSITIVE_INFINITY,
            Double.NaN));
    assertOrder(
        lab,
        KeyCodec.instant(),
        List.of(
            Instant.MIN,
            Model.FIRST,
            Instant.EPOCH.minusNanos(1),
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Model.LAST,
            Instant.MAX));
    assertOrder(
        lab,
        KeyCodec.bigInteger(),
        List.of(
            BigInteger.TWO.pow(200).negate(),
            BigInteger.valueOf(-256),
            BigInteger.valueOf(-1),
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.valueOf(255),
            BigInteger.valueOf(256),
            BigInteger.TWO.pow(64),
            BigInteger.TWO.pow(200)));
    assertOrder(
        lab,
        KeyCodec.list(KeyCodec.utf8()),
        List.of(
            List.of(),
            List.of(""),
            List.of("", "a"),
            List.of("\0"),
            List.of("a"),
            List.of("a", ""),
            List.of("a", "b"),
            List.of("a\0"),
            List.of("ab")));
    assertOrder(
        lab,
        KeyCodec.optional(KeyCodec.int32()),
        List.of(Optional.empty(), Optional.of(-1), Optional.of(1)));
  }

  private static <K> void assertOrder(Lab lab, KeyCodec<K> codec, List<K> ascending) {
    TimeTravelStore<K, Integer> store = lab.store(codec, Codec.int32());
    List<K> shuffled = new ArrayList<>(ascending);
    Collections.shuffle(shuffled, lab.random());
    for (K key : shuffled) {
      store.put(key, ascending.indexOf(key));
    }
    assertEquals(ascending, store.latest().entries().map(Entry::key).toList(), codec.name());
    for (K key : ascending) {
      assertEquals(
          ascending.subList(ascending.indexOf(key), ascending.size()),
          store.latest().entries(KeyRange.from(key), Order.ASCENDING).map(Entry::key).toList(),
          codec.name());
    }
  }

  private static void assertKeys(TimeTravelStore<String, String> store, List<String> expected) {
    assertEquals(expected, store.latest().entries().map(Entry::key).toList());
    assertEquals(expected, List.copyOf(store.latest().asMap().keySet()));
    List<String> backwards = new ArrayList<>(expected);
    Collections.reverse(backwards);
    assertEquals(
        backwards,
        store.latest().entries(KeyRange.all(), Order.DESCENDING).map(Entry::key).toList());
  }

  @Rule("3.2")
  void an_unpaired_surrogate_is_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("?", "1");
    store.put("\uFFFD", "2");
    for (String text : List.of("\uD800", "\uDFFF", "a\uD800b", "\uDC00\uD800")) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.put(text, "x"));
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.put("a", text));
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.delete(text));
      State.assertRefusedWithoutTrace(store, IllegalArgumentException.class, () -> store.get(text));
      State.assertRefusedWithoutTrace(
          store,
          IllegalArgumentException.class,
          () -> store.commit(Batch.<String, String>create().put("a", "1").note(text)));
    }
    assertEquals(Optional.of("1"), store.get("?"));
    store.put("\uD800\uDC00", "paired");
    assertEquals(Optional.of("paired"), store.get("\uD800\uDC00"));
  }

  @Rule({"3.2", "4.6"})
  void if_a_codec_throws_nothing_of_the_commit_is_written(Lab lab) {
    Codec<String> moody =
        Codec.of(
            "ttkv-tck-moody",
            text -> {
              if (text.equals("throw")) {
                throw new UnsupportedOperationException("in a bad mood");
              }
              return text.getBytes(StandardCharsets.UTF_8);
            },
            bytes -> new String(bytes, StandardCharsets.UTF_8));
    KeyCodec<String> moodyKeys = KeyCodec.of("ttkv-tck-moody", moody::encode, moody::decode);
    TimeTravelStore<String, String> store = lab.store(moodyKeys, moody);
    Instant first = store.put("a", "1");
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.put("a", "throw"));
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.put("throw", "1"));
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () ->
            store.commit(
                Batch.<String, String>create().put("a", "2").put("b", "throw").put("c", "2")));
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.commit(Batch.<String, String>create().put("a", "2").ifAbsent("throw")));
    assertEquals(first.plusNanos(1), store.put("a", "goes on"));
  }

  @Rule("3.4")
  void arrays_of_the_caller_can_be_changed_after_the_call(Lab lab) {
    TimeTravelStore<byte[], byte[]> store = lab.store(KeyCodec.bytes(), Codec.bytes());
    byte[] key = {1, 2, 3};
    byte[] value = {4, 5, 6};
    byte[] batched = {9, 9, 9};
    Batch<byte[], byte[]> batch = Batch.create();
    store.put(key, value);
    store.commit(batch.put(batched, value));
    var stream = store.history(key);
    var range = store.latest().entries(KeyRange.from(key), Order.ASCENDING);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(value, (byte) 0);
    Arrays.fill(batched, (byte) 0);
    batch.put(new byte[] {7}, new byte[] {7});
    assertArrayEquals(new byte[] {4, 5, 6}, store.get(new byte[] {1, 2, 3}).orElseThrow());
    assertArrayEquals(new byte[] {4, 5, 6}, store.get(new byte[] {9, 9, 9}).orElseThrow());
    assertTrue(store.get(new byte[] {0, 0, 0}).isEmpty());
    assertTrue(store.get(new byte[] {7}).isEmpty());
    assertEquals(1, stream.count());
    assertEquals(2, range.count());
    assertEquals(
        List.of(
            new Change<>(new byte[] {1, 2, 3}, Optional.of(new byte[] {4, 5, 6})),
            new Change<>(new byte[] {9, 9, 9}, Optional.of(new byte[] {4, 5, 6}))),
        store
            .commits(TimeRange.all(), Order.ASCENDING)
            .flatMap(commit -> commit.changes().stream())
            .toList());
  }

  @Rule("3.4")
  void arrays_that_were_read_can_be_changed(Lab lab) {
    TimeTravelStore<byte[], byte[]> store = lab.store(KeyCodec.bytes(), Codec.bytes());
    byte[] key = {1, 2, 3};
    Instant time = store.put(key, new byte[] {4, 5, 6});
    spoil(store.get(key).orElseThrow());
    spoil(store.get(key, time).orElseThrow());
    spoil(store.latest().lookup(key).value().orElseThrow());
    spoil(store.latest().asMap().firstKey());
    spoil(store.latest().asMap().firstEntry().getValue());
    for (Entry<byte[], byte[]> entry : store.latest().entries().toList()) {
      spoil(entry.key());
      spoil(entry.value());
    }
    for (Version<byte[]> version : store.history(key).toList()) {
      spoil(version.value().orElseThrow());
    }
    store
        .commits(TimeRange.all(), Order.ASCENDING)
        .forEach(
            commit -> {
              spoil(commit.changes().get(0).key());
              spoil(commit.changes().get(0).value().orElseThrow());
            });
    store.diff(Instant.MIN, time).forEach(difference -> spoil(difference.key()));
    assertEquals(
        List.of(new Entry<>(new byte[] {1, 2, 3}, new byte[] {4, 5, 6}, time)),
        store.latest().entries().toList());
    assertArrayEquals(new byte[] {4, 5, 6}, store.get(new byte[] {1, 2, 3}, time).orElseThrow());
  }

  private static void spoil(byte[] array) {
    Arrays.fill(array, (byte) -1);
  }
}
