// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What one would write first: a map of synchronized maps, and a set of all times. It copies
 * nothing, and its scan is in no order.
 */
final class TreeMaps implements Contestant {
  private final Map<String, TreeMap<Long, byte[]>> versions = new ConcurrentHashMap<>();
  private final NavigableSet<Long> times = new ConcurrentSkipListSet<>();

  @Override
  public void put(Put put) {
    TreeMap<Long, byte[]> ofKey = versions.computeIfAbsent(put.key(), key -> new TreeMap<>());
    synchronized (ofKey) {
      ofKey.put(put.time(), put.value());
    }
    times.add(put.time());
  }

  @Override
  public void putAll(Put[] puts) {
    for (Put put : puts) {
      put(put);
    }
  }

  @Override
  public long get(String key) {
    TreeMap<Long, byte[]> ofKey = versions.get(key);
    if (ofKey == null) {
      return 0;
    }
    synchronized (ofKey) {
      return Workload.stamp(ofKey.lastEntry().getValue());
    }
  }

  @Override
  public long getAsOf(String key, Moment time) {
    TreeMap<Long, byte[]> ofKey = versions.get(key);
    if (ofKey == null) {
      return 0;
    }
    synchronized (ofKey) {
      Map.Entry<Long, byte[]> entry = ofKey.floorEntry(time.nanos());
      return entry == null ? 0 : Workload.stamp(entry.getValue());
    }
  }

  @Override
  public long history(String key) {
    TreeMap<Long, byte[]> ofKey = versions.get(key);
    long sum = 0;
    if (ofKey != null) {
      synchronized (ofKey) {
        for (byte[] value : ofKey.descendingMap().values()) {
          sum += Workload.stamp(value);
        }
      }
    }
    return sum;
  }

  @Override
  public long times(int newest) {
    long sum = 0;
    Iterator<Long> descending = times.descendingIterator();
    for (int i = 0; i < newest && descending.hasNext(); i++) {
      sum += Moment.fraction(descending.next());
    }
    return sum;
  }

  @Override
  public long scan(Moment time) {
    long sum = 0;
    for (Map.Entry<String, TreeMap<Long, byte[]>> entry : versions.entrySet()) {
      synchronized (entry.getValue()) {
        Map.Entry<Long, byte[]> floor = entry.getValue().floorEntry(time.nanos());
        if (floor != null) {
          sum += Workload.entry(entry.getKey(), floor.getValue());
        }
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
