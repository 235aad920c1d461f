// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** An ordered map of bytes on the heap that can be opened again and told to fail. */
class MapBytes implements OrderedBytes {
  final NavigableMap<byte[], byte[]> map;
  Optional<RuntimeException> failure = Optional.empty();
  int writes;
  int longest;
  int longestEnd;
  boolean closed;

  MapBytes() {
    this(new TreeMap<>(Arrays::compareUnsigned));
  }

  MapBytes(NavigableMap<byte[], byte[]> map) {
    this.map = map;
  }

  synchronized Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(map.get(key));
  }

  @Override
  public synchronized List<Entry> page(ByteRange range, Order order, PageLimit limit) {
    longestEnd = Math.max(longestEnd, range.from().length);
    range.to().ifPresent(to -> longestEnd = Math.max(longestEnd, to.length));
    NavigableMap<byte[], byte[]> part =
        range.to().isPresent()
            ? map.subMap(range.from(), true, range.to().get(), false)
            : map.tailMap(range.from(), true);
    List<Entry> page = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<byte[], byte[]> entry :
        (order == Order.ASCENDING ? part : part.descendingMap()).entrySet()) {
      if (page.size() == limit.items() || bytes >= limit.bytes()) {
        break;
      }
      page.add(new Entry(entry.getKey(), entry.getValue()));
      bytes += entry.getKey().length + entry.getValue().length;
    }
    return page;
  }

  @Override
  public synchronized void write(List<Entry> entries) {
    writes++;
    if (failure.isPresent()) {
      throw failure.get();
    }
    for (Entry entry : entries) {
      longest = Math.max(longest, entry.key().length);
      map.put(entry.key(), entry.value());
    }
  }

  @Override
  public Durability durability() {
    return Durability.NONE;
  }

  @Override
  public void close() {
    closed = true;
  }
}
