// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.OrderedBytes;
import dev.ttkv.spi.OrderedEngine;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoreHeader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Chapter 3: what the API keeps away from every backend. */
final class GuardRules {
  @Rule("3.4")
  void arrays_that_a_codec_of_ones_own_hands_on_are_not_shared(Lab lab) {
    TimeTravelStore<byte[], byte[]> store =
        lab.store(
            KeyCodec.of("ttkv-tck-raw", bytes -> bytes, bytes -> bytes),
            Codec.of("ttkv-tck-raw", bytes -> bytes, bytes -> bytes));
    byte[] key = {1};
    byte[] value = {2};
    store.put(key, value);
    key[0] = 9;
    value[0] = 9;
    byte[] read = store.get(new byte[] {1}).orElseThrow();
    assertArrayEquals(new byte[] {2}, read);
    read[0] = 9;
    store
        .latest()
        .entries()
        .forEach(
            entry -> {
              entry.key()[0] = 9;
              entry.value()[0] = 9;
            });
    assertArrayEquals(new byte[] {2}, store.get(new byte[] {1}).orElseThrow());
    assertEquals(1, store.latest().count());
  }

  @Rule("3.7")
  void what_is_larger_than_an_engine_takes_is_refused_with_its_limit(Lab lab) {
    try (Small store = new Small(new SmallBytes(Small.LIMITS), lab.options())) {
      String key = "k".repeat(Small.LIMITS.keyBytes());
      String value = "v".repeat(Small.LIMITS.valueBytes());
      Batch<String, String> many = Batch.create();
      for (int i = 0; i <= Small.LIMITS.commitChanges(); i++) {
        many.put("key" + i, "");
      }
      Batch<String, String> large = Batch.<String, String>create().put("a", value).put("b", value);
      assertRefused(Small.LIMITS.keyBytes(), () -> store.put(key + "k", "1"));
      assertRefused(Small.LIMITS.keyBytes(), () -> store.delete(key + "k"));
      assertRefused(Small.LIMITS.valueBytes(), () -> store.put("k", value + "v"));
      assertRefused(Small.LIMITS.commitChanges(), () -> store.commit(many));
      assertRefused(Small.LIMITS.commitBytes(), () -> store.commit(large));
      assertTrue(store.isEmpty());
      store.put(key, value);
      assertEquals(Optional.of(value), store.get(key));
      assertEquals(false, store.isEmpty());
      assertEquals(Optional.empty(), store.get(key + "k"));
    }
  }

  @Rule("3.7")
  void a_map_of_short_keys_is_given_no_longer_ones(Lab lab) {
    Map<Integer, Integer> keys = Map.of(268, 128, 511, 249, 2_060, 1_024);
    for (Map.Entry<Integer, Integer> of : keys.entrySet()) {
      int mapKeys = of.getKey();
      SmallBytes map = new SmallBytes(Limits.ofMapKeys(mapKeys));
      try (Small store = new Small(map, lab.options())) {
        String key = "\0".repeat(of.getValue());
        store.put(key, "1");
        store.commit(Batch.<String, String>create().delete(key).put(key.substring(1), "2"));
        assertRefused(key.length(), () -> store.put(key + "\0", "3"));
        assertEquals(2, store.history(key).count());
        assertEquals(2, store.times(key).count());
        assertEquals(Map.of(key.substring(1), "2"), store.latest().asMap());
        assertTrue(store.maintenance().verify().clean());
        assertTrue(
            map.longest <= mapKeys && map.longest > mapKeys - 4, mapKeys + ", " + map.longest);
      }
    }
  }

  private static void assertRefused(long limit, Runnable write) {
    State.assertRefused(IllegalArgumentException.class, write::run, String.valueOf(limit));
  }

  /** A store over an engine that takes little. */
  private static final class Small extends EngineStore<String, String> {
    static final Limits LIMITS = new Limits(1 << 10, 1 << 20, 1_000, (1 << 20) + (1 << 11));

    Small(SmallBytes map, StoreOptions options) {
      super(
          "small",
          OrderedEngine.open("small", map, StoreHeader.of(KeyCodec.utf8(), Codec.utf8())),
          KeyCodec.utf8(),
          Codec.utf8(),
          options);
    }
  }

  private static final class SmallBytes implements OrderedBytes {
    private final NavigableMap<byte[], byte[]> map =
        new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final Limits limits;

    /** The longest key that it was given, also as the end of a range. */
    private int longest;

    SmallBytes(Limits limits) {
      this.limits = limits;
    }

    private void see(byte[] key) {
      longest = Math.max(longest, key.length);
    }

    @Override
    public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
      see(range.from());
      range.to().ifPresent(this::see);
      return (order == Order.ASCENDING ? map : map.descendingMap())
          .entrySet().stream()
              .filter(entry -> range.contains(entry.getKey()))
              .limit(limit.items())
              .map(entry -> new Entry(entry.getKey(), entry.getValue()))
              .toList();
    }

    @Override
    public void write(List<Entry> entries) {
      for (Entry entry : entries) {
        see(entry.key());
        map.put(entry.key(), entry.value());
      }
    }

    @Override
    public Durability durability() {
      return Durability.NONE;
    }

    @Override
    public Limits limits() {
      return limits;
    }

    @Override
    public void close() {
      map.clear();
    }
  }
}
