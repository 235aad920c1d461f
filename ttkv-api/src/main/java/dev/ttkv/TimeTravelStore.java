// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import dev.ttkv.spi.Location;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A map whose every put and delete is kept, so that any moment can be read again. Timestamps are
 * {@link Instant}s of nanosecond resolution; time ranges are (after, through]; "as of t" is the
 * state after all commits with a timestamp of t or before.
 *
 * <p>Once a time is settled, that is not after the {@link #watermark()}, every answer as of it is
 * final (SPEC 2.4). A store may be used by any number of threads.
 *
 * <p>Every method throws {@link IllegalStateException} once the store is closed (SPEC 7.7), {@link
 * DamagedStoreException} when what is read is not what was written (SPEC 7.3), and {@link
 * TimeTravelStoreException} when the store cannot be read or written for another reason. Writes
 * throw {@link IllegalStateException} if the store was opened read-only, {@link
 * StoreBusyException}, and {@link CommitOutcomeUnknownException}; after every other exception
 * nothing was written (SPEC 4.6). Codecs refuse keys and values with {@link
 * IllegalArgumentException} (SPEC 3.2), and {@code null} is a {@link NullPointerException} that
 * names the argument (SPEC 3.3). Streams are lazy, hold nothing of the store between elements, need
 * no closing, and throw these while they are consumed (SPEC 2.8).
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface TimeTravelStore<K, V> extends AutoCloseable {
  /**
   * Opens the store at a location, creating it if it is not there.
   *
   * @see #open(String, KeyCodec, Codec, StoreOptions)
   */
  static <K, V> TimeTravelStore<K, V> open(String location, KeyCodec<K> keys, Codec<V> values) {
    return open(location, keys, values, StoreOptions.defaults());
  }

  /**
   * Opens the store at a location. Options that the location itself gives come before {@code
   * options}.
   *
   * @param location {@code scheme:path?option=value}, such as {@code sqlite:history.db} (SPEC 9.1)
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options what all backends understand
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the location or an option is not understood, or no backend
   *     that is present has its scheme
   * @throws IllegalStateException if two backends that are present have its scheme
   * @throws FormatMismatchException if what is there is no store, or one of another format or with
   *     other codecs (SPEC 7.4)
   * @throws StoreLockedException if it is open elsewhere and its backend lets only one (SPEC 7.5)
   * @throws RecoveryNeededException if it is to be read only, and its backend has to bring it in
   *     order first (SPEC 9.3)
   * @throws TimeTravelStoreException if it cannot be opened or created for another reason
   */
  static <K, V> TimeTravelStore<K, V> open(
      String location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(options, "options");
    Location parsed = Location.parse(location);
    return Backends.provider(parsed).open(parsed, keys, values, parsed.applyTo(options));
  }

  /**
   * Puts a value, in a commit of its own (SPEC 1.1). An equal value is a version too (SPEC 3.5).
   *
   * @return the commit's timestamp
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the key or value is refused or too large (SPEC 3.7)
   */
  Instant put(K key, V value);

  /**
   * Puts a value, in a commit of its own with a given timestamp (SPEC 1.3).
   *
   * @return the commit's timestamp, which is {@code time}
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the key or value is refused or too large (SPEC 3.7), or the
   *     time is out of range (SPEC 1.4)
   * @throws NotAfterWatermarkException if {@code time} is not after the watermark
   */
  default Instant put(K key, V value, Instant time) {
    return commit(Batch.<K, V>create().put(key, value).at(time)).orElseThrow();
  }

  /**
   * Deletes a key, in a commit of its own; its versions stay readable. It writes nothing if the key
   * has no value (SPEC 3.5).
   *
   * @return the commit's timestamp; empty if there was nothing to delete
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the key is refused or too large (SPEC 3.7)
   */
  Optional<Instant> delete(K key);

  /**
   * Commits a batch: all of its changes at one timestamp, or nothing (SPEC 4.1).
   *
   * @return the commit's timestamp; empty if there were only deletions and none had an effect
   * @throws NullPointerException if {@code batch} is null
   * @throws IllegalArgumentException if the batch is empty or touches a key twice (SPEC 3.6), a key
   *     or value is refused, something is too large (SPEC 3.7), or its time is out of range (SPEC
   *     1.4)
   * @throws ConflictException if a condition failed (SPEC 4.2)
   * @throws NotAfterWatermarkException if its time is not after the watermark (SPEC 1.3)
   */
  Optional<Instant> commit(Batch<K, V> batch);

  /**
   * Returns the value of the key as of the watermark (SPEC 2.2).
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Optional<V> get(K key);

  /**
   * Returns the value of the key as of a time, any {@link Instant} (SPEC 2.1, 2.2).
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Optional<V> get(K key, Instant asOf);

  /**
   * Returns the value of the key as of the watermark, which must have one.
   *
   * @throws NoSuchElementException if the key has no value; the message says since when
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  default V getOrThrow(K key) {
    return latest().getOrThrow(key);
  }

  /**
   * Returns the value of the key as of a time, when it must have one.
   *
   * @throws NoSuchElementException if the key had no value; the message says since when
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  default V getOrThrow(K key, Instant asOf) {
    return asOf(asOf).getOrThrow(key);
  }

  /** Tells whether no key has a value as of the watermark. */
  default boolean isEmpty() {
    return latest().isEmpty();
  }

  /** Returns the store as of the watermark, frozen. */
  Snapshot<K, V> latest();

  /**
   * Returns the store as of a time, any {@link Instant}, frozen (SPEC 2.2).
   *
   * @throws NullPointerException if {@code time} is null
   */
  Snapshot<K, V> asOf(Instant time);

  /**
   * Returns every version of the key up to the watermark at the call, newest first (SPEC 5.1).
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  default Stream<Version<V>> history(K key) {
    return history(key, TimeRange.all(), Order.DESCENDING);
  }

  /**
   * Returns the versions of the key whose timestamps lie in a range and not after the watermark at
   * the call (SPEC 5.1). Their {@code until} is what the store knows as of that watermark, beyond
   * the range too.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Stream<Version<V>> history(K key, TimeRange range, Order order);

  /** Returns the timestamps of all commits up to the watermark at the call, newest first (5.2). */
  Stream<Instant> times();

  /**
   * Returns the timestamps of the key's versions up to the watermark at the call, newest first
   * (SPEC 5.2).
   *
   * @throws NullPointerException if {@code key} is null
   * @throws IllegalArgumentException if the codec refuses the key
   */
  Stream<Instant> times(K key);

  /**
   * Returns the commits of a range up to the watermark at the call, whole, in either order: the
   * change feed (SPEC 5.3).
   *
   * @throws NullPointerException if an argument is null
   */
  Stream<Commit<K, V>> commits(TimeRange range, Order order);

  /**
   * Returns what became of each key after one time through another, sorted by key: the keys whose
   * value differs between the two (SPEC 5.3). The cost follows the number of changes.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if {@code through} is before {@code after}
   */
  Stream<Difference<K, V>> diff(Instant after, Instant through);

  /**
   * Returns the time up to which everything is known and final; {@link Instant#MIN} if there is no
   * such time yet (SPEC 1.6).
   */
  Instant watermark();

  /**
   * Raises the watermark to a time without a commit, as durably as a commit (SPEC 1.6): from then
   * on every answer as of up to that time is final. It does nothing if the watermark is not before
   * it.
   *
   * @return the watermark afterwards
   * @throws NullPointerException if {@code time} is null
   * @throws IllegalArgumentException if {@code time} is after the clock
   */
  Instant settle(Instant time);

  /**
   * Returns the oldest time that can be read; {@link Instant#MIN} if nothing was trimmed (SPEC
   * 6.1).
   */
  Instant horizon();

  /** Returns what is done to the store as a whole, such as verifying or trimming it. */
  Maintenance<K> maintenance();

  /**
   * Closes the store. Closing again does nothing; calls under way finish or throw {@link
   * IllegalStateException}, as do later ones, and streams that are still consumed (SPEC 7.7).
   *
   * @throws TimeTravelStoreException if closing failed
   */
  @Override
  void close();
}
