// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EngineStoreTest {
  private static final class Store extends EngineStore<String, String> {
    Store(MapBytes map, StoreOptions options) {
      super(
          "store",
          OrderedEngine.open("store", map, new StoreHeader("utf8", "utf8")),
          KeyCodec.utf8(),
          Codec.utf8(),
          options);
    }
  }

  private final MapBytes map = new MapBytes();
  private Instant now = Instant.EPOCH;
  private final StoreOptions options = StoreOptions.defaults().withClock(() -> now);

  @Test
  void writes_toAClosedOrReadOnlyStore_areMisuse_whateverElseIsWrong() {
    Store closed = new Store(map, options);
    closed.close();
    Store readOnly = new Store(map, options.withMode(OpenMode.READ_ONLY));
    List<Consumer<Store>> wrong =
        List.of(
            store -> store.commit(Batch.create()),
            store -> store.put("\uD800", "1"),
            store -> store.put("k".repeat(1 << 17), "1"),
            store -> store.delete("\uD800"),
            store -> store.settle(Instant.EPOCH));
    for (Consumer<Store> write : wrong) {
      assertThatThrownBy(() -> write.accept(closed)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> write.accept(readOnly)).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> closed.history("\uD800")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.times("\uD800")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settle_ofATimeAfterTheClock_isRefused_howeverFarOutBothAre() {
    Store store = new Store(map, options);
    now = Timestamps.toInstant(Timestamps.LAST);
    assertThatThrownBy(() -> store.settle(Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
    now = Instant.parse("1600-01-01T00:00:00Z");
    assertThatThrownBy(() -> store.settle(Instant.parse("1650-01-01T00:00:00Z")))
        .isInstanceOf(IllegalArgumentException.class);
    now = Instant.parse("3000-01-01T00:00:00Z");
    assertThatThrownBy(() -> store.settle(Instant.parse("2999-01-01T00:00:00Z")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.settle(Instant.MIN)).isEqualTo(Instant.MIN);
    assertThat(store.watermark()).isEqualTo(Instant.MIN);
  }

  @Test
  void commits_ofWhichOneIsMissing_areDamaged_inBothOrdersAndAtAnyPlace() {
    Store store = new Store(map, options);
    for (int i = 0; i < 200; i++) {
      store.put("k", String.valueOf(i));
    }
    List<Instant> times = store.times().toList();
    for (int i : new int[] {1, 31, 32, 33, 160, 198}) {
      byte[] place = OrderedLayout.commitKey(Timestamps.exact(times.get(i)));
      byte[] kept = map.map.remove(place);
      for (Order order : Order.values()) {
        assertThatThrownBy(() -> store.commits(TimeRange.all(), order).count())
            .isInstanceOf(DamagedStoreException.class)
            .hasMessageContaining(times.get(i - 1).toString())
            .hasMessageContaining(times.get(i + 1).toString());
      }
      assertThat(kept).isNotNull();
      map.map.put(place, kept == null ? new byte[0] : kept);
    }
    assertThat(store.commits(TimeRange.all(), Order.DESCENDING)).hasSize(200);
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void engine_ofAStoreThatCannotBeMade_isClosed() {
    KeyCodec<String> keys = KeyCodec.utf8();
    Codec<String> values = Codec.utf8();
    assertClosesItsEngine(engine -> new Made(null, engine, keys, values, options));
    assertClosesItsEngine(engine -> new Made("store", engine, null, values, options));
    assertClosesItsEngine(engine -> new Made("store", engine, keys, null, options));
    assertClosesItsEngine(engine -> new Made("store", engine, keys, values, null));
    assertClosesItsEngine(
        engine ->
            new Made("store", engine, keys, values, options.withDurability(Durability.POWER)));
  }

  @Test
  void keysThatAreArrays_areNamedByTheirContent() {
    byte[] key = {1, (byte) 0xFF};
    try (Keyed<byte[]> store = new Keyed<>(KeyCodec.bytes(), options)) {
      store.put(key, "1");
      Batch<byte[], String> create = Batch.<byte[], String>create().put(key, "2").ifAbsent(key);
      assertThatThrownBy(() -> store.commit(create)).hasMessageContaining("key 0x01ff has a value");
      assertThatThrownBy(() -> store.commit(Batch.<byte[], String>create().delete(key).delete(key)))
          .hasMessageContaining("touches 0x01ff twice");
      assertThatThrownBy(() -> store.getOrThrow(new byte[0]))
          .hasMessageContaining("key 0x has no value");
      store.delete(key);
      assertThatThrownBy(() -> store.getOrThrow(key)).hasMessageContaining("key 0x01ff has no");
    }
  }

  private static void assertClosesItsEngine(Consumer<Engine> made) {
    Engine engine = OrderedEngine.open("store", new MapBytes(), new StoreHeader("utf8", "utf8"));
    assertThatThrownBy(() -> made.accept(engine))
        .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
    assertThatThrownBy(engine::head).isInstanceOf(IllegalStateException.class);
  }

  private static final class Made extends EngineStore<String, String> {
    Made(
        String location,
        Engine engine,
        KeyCodec<String> keys,
        Codec<String> values,
        StoreOptions options) {
      super(location, engine, keys, values, options);
    }
  }

  private static final class Keyed<K> extends EngineStore<K, String> {
    Keyed(KeyCodec<K> keys, StoreOptions options) {
      super(
          "store",
          OrderedEngine.open("store", new MapBytes(), StoreHeader.of(keys, Codec.utf8())),
          keys,
          Codec.utf8(),
          options);
    }
  }
}
