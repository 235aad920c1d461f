// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A range of a snapshot, in one direction, as a map. {@code null} is what the methods of {@link
 * NavigableMap} say for "none". It has no method that changes anything.
 */
final class SnapshotMap<K, V> extends AbstractMap<K, V> implements NavigableMap<K, V> {
  private final EngineSnapshot<K, V> snapshot;
  private final Encoding<K, V> encoding;
  private final KeyRange<K> ends;
  private final ByteRange range;
  private final Order order;

  SnapshotMap(
      EngineSnapshot<K, V> snapshot, Encoding<K, V> encoding, KeyRange<K> ends, Order order) {
    this.snapshot = snapshot;
    this.encoding = encoding;
    this.ends = ends;
    this.range = encoding.range(ends);
    this.order = order;
  }

  @Override
  public Comparator<? super K> comparator() {
    Comparator<K> ascending = (a, b) -> Arrays.compareUnsigned(encoding.key(a), encoding.key(b));
    return order == Order.ASCENDING ? ascending : ascending.reversed();
  }

  @Override
  public @Nullable V get(Object key) {
    @SuppressWarnings("unchecked") // a key of another class is a ClassCastException, as in TreeMap
    K typed = (K) Objects.requireNonNull(key, "key");
    return range.contains(encoding.key(typed)) ? snapshot.get(typed).orElse(null) : null;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return (int) Math.min(snapshot.count(range), Integer.MAX_VALUE);
  }

  @Override
  public boolean isEmpty() {
    return snapshot.first(range, order).isEmpty();
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return snapshot.entries(range, order).map(SnapshotMap::entry).iterator();
      }

      @Override
      public int size() {
        return SnapshotMap.this.size();
      }
    };
  }

  @Override
  public Map.@Nullable Entry<K, V> lowerEntry(K key) {
    return first(upTo(key, false), order.reversed());
  }

  @Override
  public Map.@Nullable Entry<K, V> floorEntry(K key) {
    return first(upTo(key, true), order.reversed());
  }

  @Override
  public Map.@Nullable Entry<K, V> ceilingEntry(K key) {
    return first(startingAt(key, true), order);
  }

  @Override
  public Map.@Nullable Entry<K, V> higherEntry(K key) {
    return first(startingAt(key, false), order);
  }

  @Override
  public Map.@Nullable Entry<K, V> firstEntry() {
    return first(range, order);
  }

  @Override
  public Map.@Nullable Entry<K, V> lastEntry() {
    return first(range, order.reversed());
  }

  @Override
  public @Nullable K lowerKey(K key) {
    return key(lowerEntry(key));
  }

  @Override
  public @Nullable K floorKey(K key) {
    return key(floorEntry(key));
  }

  @Override
  public @Nullable K ceilingKey(K key) {
    return key(ceilingEntry(key));
  }

  @Override
  public @Nullable K higherKey(K key) {
    return key(higherEntry(key));
  }

  @Override
  public K firstKey() {
    return present(firstEntry());
  }

  @Override
  public K lastKey() {
    return present(lastEntry());
  }

  @Override
  public Map.Entry<K, V> pollFirstEntry() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map.Entry<K, V> pollLastEntry() {
    throw new UnsupportedOperationException();
  }

  @Override
  public NavigableMap<K, V> descendingMap() {
    return new SnapshotMap<>(snapshot, encoding, ends, order.reversed());
  }

  @Override
  public NavigableSet<K> navigableKeySet() {
    return new SnapshotKeySet<>(this);
  }

  @Override
  public NavigableSet<K> keySet() {
    return navigableKeySet();
  }

  @Override
  public NavigableSet<K> descendingKeySet() {
    return descendingMap().navigableKeySet();
  }

  @Override
  public NavigableMap<K, V> subMap(K fromKey, boolean fromInclusive, K toKey, boolean toInclusive) {
    if (Objects.requireNonNull(comparator()).compare(fromKey, toKey) > 0) {
      throw new IllegalArgumentException("fromKey > toKey");
    }
    requireWithin(fromKey, fromInclusive, "fromKey");
    requireWithin(toKey, toInclusive, "toKey");
    return part(
        order == Order.ASCENDING
            ? ends.from(fromKey, fromInclusive).to(toKey, toInclusive)
            : ends.from(toKey, toInclusive).to(fromKey, fromInclusive));
  }

  @Override
  public NavigableMap<K, V> headMap(K toKey, boolean inclusive) {
    requireWithin(toKey, inclusive, "toKey");
    return part(order == Order.ASCENDING ? ends.to(toKey, inclusive) : ends.from(toKey, inclusive));
  }

  @Override
  public NavigableMap<K, V> tailMap(K fromKey, boolean inclusive) {
    requireWithin(fromKey, inclusive, "fromKey");
    return part(
        order == Order.ASCENDING ? ends.from(fromKey, inclusive) : ends.to(fromKey, inclusive));
  }

  private NavigableMap<K, V> part(KeyRange<K> part) {
    return new SnapshotMap<>(snapshot, encoding, part, order);
  }

  @Override
  public NavigableMap<K, V> subMap(K fromKey, K toKey) {
    return subMap(fromKey, true, toKey, false);
  }

  @Override
  public NavigableMap<K, V> headMap(K toKey) {
    return headMap(toKey, false);
  }

  @Override
  public NavigableMap<K, V> tailMap(K fromKey) {
    return tailMap(fromKey, true);
  }

  /** The part of the range that comes, in this map's order, before the key. */
  private ByteRange upTo(K key, boolean inclusive) {
    return order == Order.ASCENDING ? below(key, inclusive) : above(key, inclusive);
  }

  /** The part of the range that comes, in this map's order, behind the key. */
  private ByteRange startingAt(K key, boolean inclusive) {
    return order == Order.ASCENDING ? above(key, inclusive) : below(key, inclusive);
  }

  private ByteRange below(K key, boolean inclusive) {
    byte[] bytes = encoding.key(key);
    byte[] to = inclusive ? ByteRange.successor(bytes) : bytes;
    boolean narrower = range.to().isEmpty() || Arrays.compareUnsigned(to, range.to().get()) < 0;
    return narrower ? new ByteRange(range.from(), Optional.of(to)) : range;
  }

  private ByteRange above(K key, boolean inclusive) {
    byte[] bytes = encoding.key(key);
    byte[] from = inclusive ? bytes : ByteRange.successor(bytes);
    return Arrays.compareUnsigned(from, range.from()) > 0 ? new ByteRange(from, range.to()) : range;
  }

  /** As in TreeMap, an end of a part may be an excluded end of the whole, but not outside of it. */
  private void requireWithin(K key, boolean inclusive, String name) {
    byte[] bytes = encoding.key(key);
    boolean endAlone = !inclusive && (isEnd(bytes, ends.from()) || isEnd(bytes, ends.to()));
    if (!endAlone && !range.contains(bytes)) {
      throw new IllegalArgumentException(name + " out of range");
    }
  }

  private boolean isEnd(byte[] bytes, Optional<K> end) {
    return end.isPresent() && Arrays.equals(bytes, encoding.key(end.get()));
  }

  private Map.@Nullable Entry<K, V> first(ByteRange part, Order direction) {
    return snapshot.first(part, direction).map(SnapshotMap::entry).orElse(null);
  }

  private static <K, V> Map.Entry<K, V> entry(dev.ttkv.Entry<K, V> entry) {
    return Map.entry(entry.key(), entry.value());
  }

  private static <K> @Nullable K key(Map.@Nullable Entry<K, ?> entry) {
    return entry == null ? null : entry.getKey();
  }

  private static <K> K present(Map.@Nullable Entry<K, ?> entry) {
    if (entry == null) {
      throw new NoSuchElementException();
    }
    return entry.getKey();
  }
}
