// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole store as of one time, frozen (SPEC 2.2, 2.7). It may be shared between threads and
 * needs no closing; nothing that it says depends on commits after its time.
 *
 * <p>Every method throws {@link IllegalStateException} once the store is closed and {@link
 * TimeTravelStoreException} if the store cannot be read; streams do so while they are consumed.
 * They are lazy, hold nothing of the engine between elements and need no closing.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface Snapshot<K, V> {
  /**
   * Returns the time that this snapshot is as of: the smaller of the time asked for and the
   * watermark at the call, {@link Instant#MIN} if the store had none.
   */
  Instant time();

  /**
   * Returns the value of the key.
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Optional<V> get(K key);

  /**
   * Returns the value of the key, which must have one.
   *
   * @throws NoSuchElementException if the key has no value; the message says since when
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  V getOrThrow(K key);

  /**
   * Returns what this snapshot knows of the key, and since when that held (SPEC 2.3).
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Lookup<V> lookup(K key);

  /** Returns the keys that have a value, with it, in ascending order. */
  Stream<Entry<K, V>> entries();

  /**
   * Returns the keys of a range that have a value, with it, in either order.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the codec refuses an end of the range
   */
  Stream<Entry<K, V>> entries(KeyRange<K> range, Order order);

  /** Returns how many keys have a value. It visits each of them. */
  long count();

  /**
   * Returns how many keys of a range have a value. It visits each of them.
   *
   * @throws NullPointerException if {@code range} is null
   * @throws IllegalArgumentException if the codec refuses an end of the range
   */
  long count(KeyRange<K> range);

  /** Tells whether no key has a value. */
  boolean isEmpty();

  /**
   * Returns the versions of the key up to the time of this snapshot, newest first. The newest has
   * no {@code until}: what came later is not known here.
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Stream<Version<V>> history(K key);

  /**
   * Returns this snapshot as a map: unmodifiable, ordered by the key codec, its size counted at
   * each call.
   */
  NavigableMap<K, V> asMap();
}
