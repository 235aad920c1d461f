// SPDX-License-Identifier: Apache-2.0
package com.example.shelf;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.OrderedBytes;
import dev.ttkv.spi.OrderedEngine;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoreHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A store on the heap.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class Shelf<K, V> extends EngineStore<K, V> {
  private Shelf(KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    super(
        "shelf:",
        OrderedEngine.open("shelf:", new Boards(), StoreHeader.of(keys, values)),
        keys,
        values,
        options);
  }

  /** Opens a new store. */
  public static <K, V> Shelf<K, V> open(
      KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    if (options.mode() == OpenMode.EXISTING || options.mode() == OpenMode.READ_ONLY) {
      throw new TimeTravelStoreException("shelf: there is no store that was there before");
    }
    return new Shelf<>(keys, values, options);
  }

  private static final class Boards implements OrderedBytes {
    private final NavigableMap<byte[], byte[]> map =
        new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    @Override
    public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
      NavigableMap<byte[], byte[]> part =
          range.to().isPresent()
              ? map.subMap(range.from(), true, range.to().get(), false)
              : map.tailMap(range.from(), true);
      List<Entry> page = new ArrayList<>();
      long bytes = 0;
      for (Map.Entry<byte[], byte[]> entry :
          (order == Order.ASCENDING ? part : part.descendingMap()).entrySet()) {
        page.add(new Entry(entry.getKey(), entry.getValue()));
        bytes += entry.getKey().length + entry.getValue().length;
        if (page.size() == limit.items() || bytes >= limit.bytes()) {
          break;
        }
      }
      return page;
    }

    @Override
    public void write(List<Entry> entries) {
      entries.forEach(entry -> map.put(entry.key(), entry.value()));
    }

    @Override
    public Durability durability() {
      return Durability.NONE;
    }

    @Override
    public void close() {
      map.clear();
    }
  }
}
