// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Codec;
import dev.ttkv.Entry;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;

/** Rules 3.1 to 3.4 of all codecs that come with the library. */
final class CodecRules {
  /** How many bytes at the beginning and at the end of an encoding are changed. */
  private static final int CHANGED = 16;

  /** Arrays, which are equal only to themselves. */
  record OfArrays(byte[] bytes, int[] numbers, String[][] texts) {}

  /** A record that contains itself, if not at once. */
  record Itself(List<Optional<Itself>> parts) {}

  /** A record of something that no codec is made for. */
  record Untyped(List<Object> objects) {}

  /** A record of something that has no order of keys. */
  record Unordered<T>(T part) {}

  record OfSet(Set<String> part) {}

  record OfMap(Map<String, String> part) {}

  record OfDecimal(BigDecimal part) {}

  record OfArray(int[] part) {}

  /** A record that takes no negative number, and gives no odd one. */
  record Moody(int number) {
    Moody {
      if (number < 0) {
        throw new IllegalStateException("too small");
      }
    }

    @Override
    public int number() {
      if (number % 2 == 1) {
        throw new IllegalStateException("odd");
      }
      return number;
    }
  }

  @Rule("3.1")
  void keys_of_every_codec_are_in_their_natural_order(Lab lab) {
    for (KeySamples<?> samples : KeySamples.all()) {
      assertOrder(lab, samples);
    }
  }

  private static <K> void assertOrder(Lab lab, KeySamples<K> samples) {
    String name = samples.codec().name();
    TimeTravelStore<K, Integer> store = lab.store(samples.codec(), Codec.int32());
    List<K> keys =
        samples.ascending().stream()
            .filter(key -> samples.codec().encode(key).length <= lab.longestKey())
            .toList();
    List<Integer> shuffled = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      shuffled.add(i);
    }
    List<Integer> ascending = List.copyOf(shuffled);
    Collections.shuffle(shuffled, lab.random());
    for (int i : shuffled) {
      store.put(keys.get(i), i);
    }
    List<Entry<K, Integer>> entries = store.latest().entries().toList();
    assertEquals(ascending, entries.stream().map(Entry::value).toList(), name);
    for (int i : ascending) {
      K key = keys.get(i);
      assertSame(key, entries.get(i).key(), name);
      assertEquals(Optional.of(i), store.get(key), name);
      assertEquals(
          ascending.subList(i, ascending.size()),
          store.latest().entries(KeyRange.from(key), Order.ASCENDING).map(Entry::value).toList(),
          name);
    }
    lab.closeStores();
  }

  @Rule("3.2")
  void values_of_every_codec_are_given_back(Lab lab) {
    for (ValueSamples<?> samples : ValueSamples.all()) {
      assertGivenBack(lab, samples);
    }
  }

  private static <V> void assertGivenBack(Lab lab, ValueSamples<V> samples) {
    TimeTravelStore<Integer, V> store = lab.store(KeyCodec.int32(), samples.codec());
    for (int i = 0; i < samples.values().size(); i++) {
      store.put(i, samples.values().get(i));
    }
    for (int i = 0; i < samples.values().size(); i++) {
      assertSame(samples.values().get(i), store.get(i).orElseThrow(), samples.codec().name());
    }
    lab.closeStores();
  }

  /** Asserts that two objects are equal, arrays by what is in them, and in the same order. */
  private static void assertSame(Object expected, Object actual, String codec) {
    assertTrue(
        Objects.deepEquals(expected, actual),
        () -> "%s: %s was given back as %s".formatted(codec, expected, actual));
    if (!expected.getClass().isArray()) {
      assertEquals(expected.toString(), actual.toString(), codec);
    }
  }

  @Rule("3.2")
  void arrays_in_records_are_given_back(Lab lab) {
    TimeTravelStore<String, OfArrays> store =
        lab.store(KeyCodec.utf8(), Codec.record(OfArrays.class));
    String[][] texts = {{}, {"a", ""}, {"b"}};
    store.put("a", new OfArrays(new byte[] {1, 0, -1}, new int[] {1, -1}, texts));
    OfArrays value = store.get("a").orElseThrow();
    assertArrayEquals(new byte[] {1, 0, -1}, value.bytes());
    assertArrayEquals(new int[] {1, -1}, value.numbers());
    assertArrayEquals(texts, value.texts());
  }

  @Rule({"3.2", "3.1"})
  void bytes_that_no_value_has_are_refused(Lab lab) {
    for (ValueSamples<?> samples : ValueSamples.all()) {
      assertOthersRefused(samples);
    }
  }

  private static <V> void assertOthersRefused(ValueSamples<V> samples) {
    Codec<V> codec = samples.codec();
    assertRefusedOrExact(codec, new byte[0]);
    for (V value : samples.values()) {
      byte[] bytes = codec.encode(value);
      for (int length = 0; length < Math.min(bytes.length, CHANGED); length++) {
        assertRefusedOrExact(codec, Arrays.copyOf(bytes, length));
        assertRefusedOrExact(codec, Arrays.copyOf(bytes, bytes.length - 1 - length));
      }
      for (int more = -1; more <= 1; more++) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) more;
        assertRefusedOrExact(codec, longer);
      }
      byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
      System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
      assertRefusedOrExact(codec, twice);
      for (int i = 0; i < bytes.length; i++) {
        if (i < CHANGED || i >= bytes.length - CHANGED) {
          for (int bit = 0; bit < Byte.SIZE; bit++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << bit);
            assertRefusedOrExact(codec, flipped);
          }
        }
      }
    }
  }

  /** Asserts that bytes are refused, or are those of the value that they are read as. */
  private static <V> void assertRefusedOrExact(Codec<V> codec, byte[] bytes) {
    V value;
    try {
      value = codec.decode(bytes.clone());
    } catch (IllegalArgumentException refused) {
      assertTrue(
          String.valueOf(refused.getMessage()).contains(codec.name()),
          () -> "the message should name the codec " + codec + ": " + refused);
      return;
    } catch (RuntimeException e) {
      throw new AssertionError(
          "%s: %s: %s".formatted(codec, HexFormat.of().formatHex(bytes), e), e);
    }
    assertArrayEquals(
        bytes,
        codec.encode(value),
        () -> "%s: other bytes are read as %s, too".formatted(codec, value));
  }

  @Rule("3.2")
  void what_a_record_cannot_give_back_is_refused(Lab lab) {
    TimeTravelStore<String, Moody> store = lab.store(KeyCodec.utf8(), Codec.record(Moody.class));
    store.put("a", new Moody(2));
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.put("a", new Moody(1)), "odd");
    assertEquals(Optional.of(new Moody(2)), store.get("a"));
    Codec<Moody> codec = Codec.record(Moody.class);
    State.assertRefused(
        IllegalArgumentException.class,
        () -> codec.decode(Codec.int32().encode(-1)),
        codec.name(),
        "too small");
    @SuppressWarnings({"unchecked", "rawtypes"})
    Codec<Object> mistaken =
        (Codec) Codec.record(KeySamples.Place.class, Codec.int32(), Codec.int32());
    State.assertRefused(
        IllegalArgumentException.class,
        () -> mistaken.encode(new KeySamples.Place("a", 1)),
        "street",
        Codec.int32().name());
  }

  @Rule("3.2")
  void what_has_equal_elements_and_cannot_be_given_back_is_refused(Lab lab) {
    IdentityHashMap<String, String> map = new IdentityHashMap<>();
    map.put(new String("a"), "1");
    map.put(new String("a"), "2");
    TimeTravelStore<String, Map<String, String>> maps =
        lab.store(KeyCodec.utf8(), Codec.map(Codec.utf8(), Codec.utf8()));
    State.assertRefusedWithoutTrace(
        maps, IllegalArgumentException.class, () -> maps.put("a", map), "twice");
    TimeTravelStore<String, Set<String>> sets = lab.store(KeyCodec.utf8(), Codec.set(Codec.utf8()));
    State.assertRefusedWithoutTrace(
        sets, IllegalArgumentException.class, () -> sets.put("a", map.keySet()), "twice");
  }

  @Rule("3.2")
  void a_type_that_cannot_be_given_back_has_no_codec(Lab lab) {
    assertNone(() -> Codec.record(Itself.class), Itself.class.getName(), "Codec.of");
    assertNone(() -> Codec.record(Untyped.class), "objects", "has no codec", "Codec.of");
    assertNone(() -> Codec.record(Unordered.class), "part", "Codec.of");
    assertNone(() -> KeyCodec.record(OfSet.class), "part", "has no key codec", "KeyCodec.of");
    assertNone(() -> KeyCodec.record(OfMap.class), "part", "KeyCodec.of");
    assertNone(() -> KeyCodec.record(OfDecimal.class), "part", "KeyCodec.of");
    assertNone(() -> KeyCodec.record(OfArray.class), "part", "KeyCodec.of");
    assertNone(() -> Codec.record(KeySamples.Place.class, Codec.utf8()), "2", "1");
    assertNone(CodecRules::notAnEnum, String.class.getName());
    assertNone(CodecRules::notARecord, String.class.getName());
    assertNone(() -> Codec.of(" ", Codec.utf8()::encode, Codec.utf8()::decode), "blank");
    assertNone(() -> Codec.of("\uD800", Codec.utf8()::encode, Codec.utf8()::decode), "surrogate");
  }

  private static void assertNone(Executable call, Object... mentioned) {
    State.assertRefused(IllegalArgumentException.class, call, mentioned);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // what is no enum is what is tested
  private static void notAnEnum() {
    Codec.enumOf((Class) String.class);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // what is no record is what is tested
  private static void notARecord() {
    Codec.record((Class) String.class, Codec.utf8());
  }

  @Rule({"3.2", "4.6"})
  @SuppressWarnings("NullAway") // null is what is tested
  void a_codec_of_ones_own_that_gives_nothing_is_refused(Lab lab) {
    Codec<String> codec =
        Codec.of(
            "ttkv-tck-forgetful",
            text -> text.isEmpty() ? null : Codec.utf8().encode(text),
            bytes -> bytes[0] == 'n' ? null : Codec.utf8().decode(bytes));
    TimeTravelStore<String, String> store = lab.store(KeyCodec.utf8(), codec);
    store.put("a", "1");
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.put("a", ""), codec.name());
    store.put("b", "null");
    State.assertRefused(TimeTravelStoreException.class, () -> store.get("b"), codec.name(), "b");
    assertEquals(Optional.of("1"), store.get("a"));
    Codec<String> failing =
        Codec.of(
            "ttkv-tck-failing",
            text -> {
              throw new StackOverflowError();
            },
            bytes -> "");
    assertThrows(StackOverflowError.class, () -> failing.encode("a"));
  }

  @Rule("3.3")
  @SuppressWarnings("NullAway") // null is what is tested
  void null_is_refused_by_every_codec(Lab lab) {
    for (ValueSamples<?> samples : ValueSamples.all()) {
      assertThrows(NullPointerException.class, () -> samples.codec().encode(null));
      assertThrows(NullPointerException.class, () -> samples.codec().decode(null));
    }
    assertNull("element 1", () -> Codec.list(Codec.utf8()).encode(Arrays.asList("a", null)));
    assertNull(
        "element 0: element 1",
        () ->
            KeyCodec.list(KeyCodec.list(KeyCodec.utf8())).encode(List.of(Arrays.asList("", null))));
    assertNull("element 0", () -> Codec.set(Codec.utf8()).encode(Collections.singleton(null)));
    Map<String, String> map = new HashMap<>();
    map.put("a", null);
    assertNull("value", () -> Codec.map(Codec.utf8(), Codec.utf8()).encode(map));
    assertNull(
        "component street of record",
        () -> KeyCodec.record(KeySamples.Place.class).encode(new KeySamples.Place(null, 1)));
    assertNull("components[1]", () -> Codec.record(KeySamples.Place.class, Codec.utf8(), null));
    assertNull("element", () -> Codec.list(null));
    assertNull("element", () -> Codec.set(null));
    assertNull("key", () -> Codec.map(null, Codec.utf8()));
    assertNull("value", () -> Codec.map(Codec.utf8(), null));
    assertNull("value", () -> Codec.optional(null));
    assertNull("type", () -> Codec.record(null));
    assertNull("name", () -> Codec.of(null, Codec.utf8()::encode, Codec.utf8()::decode));
    TimeTravelStore<String, List<String>> store =
        lab.store(KeyCodec.utf8(), Codec.list(Codec.utf8()));
    State.assertRefusedWithoutTrace(
        store,
        NullPointerException.class,
        () -> store.put("a", Collections.singletonList(null)),
        "element 0");
  }

  private static void assertNull(String name, Executable call) {
    State.assertRefused(NullPointerException.class, call, name);
  }

  @Rule("3.4")
  void collections_that_were_read_cannot_be_changed(Lab lab) {
    assertUnmodifiable(lab, Codec.list(Codec.utf8()), List.of("a"), List::clear);
    assertUnmodifiable(lab, Codec.set(Codec.utf8()), Set.of("a"), Set::clear);
    assertUnmodifiable(lab, Codec.map(Codec.utf8(), Codec.utf8()), Map.of("a", "1"), Map::clear);
  }

  private static <V> void assertUnmodifiable(Lab lab, Codec<V> codec, V value, Consumer<V> change) {
    TimeTravelStore<String, V> store = lab.store(KeyCodec.utf8(), codec);
    store.put("a", value);
    V read = store.get("a").orElseThrow();
    assertThrows(UnsupportedOperationException.class, () -> change.accept(read));
    assertEquals(Optional.of(value), store.get("a"));
  }
}
