// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.Order;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.spi.ByteRange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DBException;
import org.mapdb.Serializer;
import org.mapdb.StoreDirect;
import org.mapdb.volume.VolumeFactory;

/**
 * An index in a tree of MapDB's, by {@link IndexKey}. The tree is made here and not by MapDB's
 * catalog of named collections, which would take the names of its serializers from the file.
 */
final class MapdbIndex implements VersionIndex {
  private static final long FORMAT = 1;
  private static final long FORMAT_RECORD = 1;
  private static final long SIZE_RECORD = 2;
  private static final long ROOT_RECORD = 4;

  private static final PackedKeysSerializer KEYS = new PackedKeysSerializer();
  private static final int NODE_SIZE = 32;
  private static final int LOCKS_SHIFT = 4;

  /** Going on costs a fifteenth of finding a place, so this is less than twice the best. */
  private static final int MOST_STEPS = 16;

  private final StoreDirect store;
  private final boolean readOnly;
  private final BTreeMap<byte[], Long> versions;
  private final AtomicLong size;

  /**
   * Keeps what is added out of what is read in the tree's descending order: MapDB's descending
   * iterators go wrong when a node beside them is divided. All other reads wait for nothing.
   */
  private final ReadWriteLock descending = new ReentrantReadWriteLock();

  private MapdbIndex(StoreDirect store, boolean readOnly) {
    this.store = store;
    this.readOnly = readOnly;
    this.versions =
        new BTreeMap<>(
            KEYS, Serializer.LONG, ROOT_RECORD, store, true, NODE_SIZE, KEYS, true, 0, true, null);
    this.size = new AtomicLong(read(store, SIZE_RECORD));
  }

  static MapdbIndex create(MappedVolume volume) {
    StoreDirect store = store(volume, false);
    store.put(FORMAT, Serializer.LONG);
    store.put(0L, Serializer.LONG);
    long root = BTreeMap.Companion.putEmptyRoot$mapdb(store, KEYS, Serializer.LONG);
    if (root != ROOT_RECORD) {
      throw new IllegalStateException("MapDB counts its records otherwise: " + root);
    }
    return new MapdbIndex(store, false);
  }

  static MapdbIndex open(MappedVolume volume) {
    StoreDirect store = store(volume, true);
    long format = read(store, FORMAT_RECORD);
    if (format != FORMAT) {
      throw new DBException.WrongFormat("format " + format + ", and not " + FORMAT);
    }
    return new MapdbIndex(store, volume.isReadOnly());
  }

  private static StoreDirect store(MappedVolume volume, boolean exists) {
    return StoreDirect.Companion.make(
        null,
        VolumeFactory.wrap(volume, exists),
        0,
        volume.isReadOnly(),
        true,
        LOCKS_SHIFT,
        0,
        0,
        false,
        false,
        false,
        true,
        false);
  }

  private static long read(StoreDirect store, long record) {
    Long value = store.get(record, Serializer.LONG);
    if (value == null) {
      throw new DBException.DataCorruption("record " + record + " is missing");
    }
    return value;
  }

  @Override
  public void add(byte[] key, long time, long position) {
    descending.writeLock().lock();
    try {
      versions.put(IndexKey.of(key, time), position);
    } finally {
      descending.writeLock().unlock();
    }
    size.incrementAndGet();
  }

  @Override
  public Optional<Entry> find(byte[] key, long asOf) {
    byte[] place = IndexKey.of(key, asOf);
    Map.Entry<byte[], Long> found = versions.ceilingEntry(place);
    return found != null && IndexKey.sameKey(found.getKey(), place)
        ? Optional.of(entry(found))
        : Optional.empty();
  }

  @Override
  public List<Entry> versions(byte[] key, long after, long through, Order order, int limit) {
    if (after >= through) {
      return List.of();
    }
    byte[] newest = IndexKey.of(key, through);
    byte[] end = IndexKey.of(key, after);
    if (order == Order.DESCENDING) {
      return entries(versions.entryIterator(newest, true, end, false), limit);
    }
    descending.readLock().lock();
    try {
      return entries(versions.descendingEntryIterator(newest, true, end, false), limit);
    } finally {
      descending.readLock().unlock();
    }
  }

  private static List<Entry> entries(Iterator<Map.Entry<byte[], Long>> found, int limit) {
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < limit && found.hasNext()) {
      entries.add(entry(found.next()));
    }
    return entries;
  }

  private static Entry entry(Map.Entry<byte[], Long> found) {
    return new Entry(IndexKey.time(found.getKey()), found.getValue());
  }

  @Override
  public List<byte[]> keys(ByteRange range, Order order, int limit) {
    if (order == Order.ASCENDING) {
      return newest(range, Long.MAX_VALUE, order, limit).stream().map(Newest::key).toList();
    }
    descending.readLock().lock();
    try {
      return descend(range, limit);
    } finally {
      descending.readLock().unlock();
    }
  }

  private List<byte[]> descend(ByteRange range, int limit) {
    List<byte[]> keys = new ArrayList<>();
    byte[] from = IndexKey.before(range.from());
    Iterator<byte[]> places = versions.descendingKeyIterator(from, true, end(range), false);
    byte @Nullable [] last = null;
    int steps = 0;
    while (keys.size() < limit && places.hasNext()) {
      byte[] place = places.next();
      if (last == null || !IndexKey.sameKey(place, last)) {
        keys.add(IndexKey.key(place));
        last = place;
        steps = 0;
      } else if (++steps == MOST_STEPS) {
        places = versions.descendingKeyIterator(from, true, IndexKey.beforeKeyOf(place), false);
        steps = 0;
      }
    }
    return keys;
  }

  private static byte @Nullable [] end(ByteRange range) {
    return range.to().isPresent() ? IndexKey.before(range.to().get()) : null;
  }

  @Override
  public List<Newest> newest(ByteRange range, long asOf, Order order, int limit) {
    if (order == Order.DESCENDING) {
      return VersionIndex.super.newest(range, asOf, order, limit);
    }
    List<Newest> found = new ArrayList<>();
    byte @Nullable [] to = end(range);
    Iterator<Map.Entry<byte[], Long>> places =
        versions.entryIterator(IndexKey.before(range.from()), true, to, false);
    byte @Nullable [] last = null;
    Optional<Entry> newest = Optional.empty();
    int steps = 0;
    while (places.hasNext()) {
      Map.Entry<byte[], Long> place = places.next();
      if (last != null && IndexKey.sameKey(place.getKey(), last)) {
        steps++;
      } else {
        if (last != null) {
          found.add(new Newest(IndexKey.key(last), newest));
          if (found.size() == limit) {
            return found;
          }
        }
        last = place.getKey();
        newest = Optional.empty();
        steps = 0;
      }
      if (newest.isEmpty() && IndexKey.time(place.getKey()) <= asOf) {
        newest = Optional.of(entry(place));
      }
      if (steps >= MOST_STEPS) {
        byte[] from = newest.isPresent() ? IndexKey.afterKeyOf(last) : IndexKey.at(last, asOf);
        places = versions.entryIterator(from, true, to, false);
      }
    }
    if (last != null) {
      found.add(new Newest(IndexKey.key(last), newest));
    }
    return found;
  }

  @Override
  public long size() {
    return size.get();
  }

  @Override
  public void close() {
    if (!readOnly) {
      store.update(SIZE_RECORD, size.get(), Serializer.LONG);
    }
    store.close();
  }
}
