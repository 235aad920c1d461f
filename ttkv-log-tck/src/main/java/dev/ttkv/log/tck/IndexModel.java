// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import dev.ttkv.Order;
import dev.ttkv.log.VersionIndex.Entry;
import dev.ttkv.log.VersionIndex.Newest;
import dev.ttkv.spi.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What an index answers, said again: a map of maps. */
final class IndexModel {
  private final NavigableMap<byte[], NavigableMap<Long, Long>> versions =
      new TreeMap<>(Arrays::compareUnsigned);

  void add(byte[] key, long time, long position) {
    of(key).put(time, position);
  }

  private NavigableMap<Long, Long> of(byte[] key) {
    return versions.computeIfAbsent(key, k -> new TreeMap<>());
  }

  Optional<Entry> find(byte[] key, long asOf) {
    return Optional.ofNullable(versions.get(key))
        .map(times -> times.floorEntry(asOf))
        .map(IndexModel::entry);
  }

  List<Entry> versions(byte[] key, long after, long through, Order order, int limit) {
    NavigableMap<Long, Long> times = versions.getOrDefault(key, new TreeMap<>());
    if (after >= through) {
      return List.of();
    }
    NavigableMap<Long, Long> range = times.subMap(after, false, through, true);
    return (order == Order.ASCENDING ? range : range.descendingMap())
        .entrySet().stream().limit(limit).map(IndexModel::entry).toList();
  }

  private static Entry entry(Map.Entry<Long, Long> version) {
    return new Entry(version.getKey(), version.getValue());
  }

  List<byte[]> keys(ByteRange range, Order order, int limit) {
    Collection<byte[]> keys =
        order == Order.ASCENDING ? versions.navigableKeySet() : versions.descendingKeySet();
    return new ArrayList<>(keys.stream().filter(range::contains).limit(limit).toList());
  }

  List<Newest> newest(ByteRange range, long asOf, Order order, int limit) {
    return keys(range, order, limit).stream().map(key -> new Newest(key, find(key, asOf))).toList();
  }

  long size() {
    return versions.values().stream().mapToLong(Map::size).sum();
  }
}
