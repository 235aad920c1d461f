// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What one would write by hand for speed: keys as bytes in a hash map and an ordered one, of arrays
 * of versions, and an array of all times. It copies what comes in and goes out, as a library must.
 * It knows no deletions, no watermark and no commits of several keys.
 */
final class RawMemory implements Contestant {
  private static final class Key implements Comparable<Key> {
    final byte[] bytes;
    final int hash;

    Key(String key) {
      bytes = key.getBytes(UTF_8);
      hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public int compareTo(Key other) {
      return Arrays.compareUnsigned(bytes, other.bytes);
    }
  }

  private static final class Versions {
    private volatile long[] times = new long[2];
    private volatile byte[][] values = new byte[2][];
    private int size;

    void add(long time, byte[] value) {
      int end = size;
      if (end == times.length) {
        times = Arrays.copyOf(times, end < 8 ? 2 * end : end + (end >> 1));
        values = Arrays.copyOf(values, times.length);
      }
      times[end] = time;
      values[end] = value;
      VarHandle.releaseFence();
      size = end + 1;
    }

    int size() {
      int end = size;
      VarHandle.acquireFence();
      return end;
    }

    /** Returns the stamp of a copy of the version; 0 if it is the one before the first. */
    long stamp(int position) {
      return position < 0 ? 0 : Workload.stamp(values[position].clone());
    }

    int floor(long time) {
      int end = size();
      if (times[end - 1] <= time) {
        return end - 1;
      }
      int found = Arrays.binarySearch(times, 0, end, time);
      return found >= 0 ? found : -found - 2;
    }
  }

  private final Map<Key, Versions> index = new ConcurrentHashMap<>();
  private final Map<Key, Versions> ordered = new ConcurrentSkipListMap<>();
  private volatile long[] times = new long[1024];
  private int commits;

  @Override
  public synchronized void put(Put put) {
    Key key = new Key(put.key());
    long time = put.time();
    byte[] value = put.value().clone();
    Versions versions = index.get(key);
    if (versions == null) {
      versions = new Versions();
      versions.add(time, value);
      ordered.put(key, versions);
      index.put(key, versions);
    } else {
      versions.add(time, value);
    }
    if (commits == times.length) {
      times = Arrays.copyOf(times, times.length + (times.length >> 1));
    }
    times[commits] = time;
    VarHandle.releaseFence();
    commits++;
  }

  @Override
  public void putAll(Put[] puts) {
    for (Put put : puts) {
      put(put);
    }
  }

  @Override
  public long get(String key) {
    Versions versions = index.get(new Key(key));
    return versions == null ? 0 : versions.stamp(versions.size() - 1);
  }

  @Override
  public long getAsOf(String key, Moment time) {
    Versions versions = index.get(new Key(key));
    return versions == null ? 0 : versions.stamp(versions.floor(time.nanos()));
  }

  @Override
  public long history(String key) {
    Versions versions = index.get(new Key(key));
    long sum = 0;
    if (versions != null) {
      for (int i = versions.size() - 1; i >= 0; i--) {
        sum += versions.stamp(i);
      }
    }
    return sum;
  }

  @Override
  public long times(int newest) {
    long sum = 0;
    int end = commits;
    VarHandle.acquireFence();
    for (int i = end - 1; i >= Math.max(0, end - newest); i--) {
      sum += Moment.fraction(times[i]);
    }
    return sum;
  }

  @Override
  public long scan(Moment time) {
    long sum = 0;
    for (Map.Entry<Key, Versions> entry : ordered.entrySet()) {
      int position = entry.getValue().floor(time.nanos());
      if (position >= 0) {
        String key = new String(entry.getKey().bytes, UTF_8);
        sum += Workload.entry(key, entry.getValue().values[position].clone());
      }
    }
    return sum;
  }

  @Override
  public void close() {}
}
