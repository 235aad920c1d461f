// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * The long answer to "what did this key hold as of then?" (SPEC 2.3): it was present, it was
 * deleted, or no version is kept at or before that time. Whatever it says has held since {@link
 * #since()} up to and with the time that was read.
 *
 * @param <V> the values
 */
public sealed interface Lookup<V> {
  /** Returns since when the answer has held; {@link Instant#MIN} if since always. */
  Instant since();

  /** Returns the value; empty unless present. */
  Optional<V> value();

  /**
   * The key had a value. Equality compares arrays by their contents.
   *
   * @param get the value
   * @param since the time of the put
   * @param <V> the values
   */
  record Present<V>(V get, Instant since) implements Lookup<V> {
    /**
     * Checks for null.
     *
     * @throws NullPointerException if a component is null
     */
    public Present {
      Objects.requireNonNull(get, "get");
      Objects.requireNonNull(since, "since");
    }

    @Override
    public Optional<V> value() {
      return Optional.of(get);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Present<?> that
          && Objects.deepEquals(get, that.get)
          && since.equals(that.since);
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(new Object[] {get, since});
    }
  }

  /**
   * The key had been deleted.
   *
   * @param since the time of the deletion
   * @param <V> the values
   */
  record Deleted<V>(Instant since) implements Lookup<V> {
    /**
     * Checks for null.
     *
     * @throws NullPointerException if {@code since} is null
     */
    public Deleted {
      Objects.requireNonNull(since, "since");
    }

    @Override
    public Optional<V> value() {
      return Optional.empty();
    }
  }

  /**
   * No version of the key is kept at or before the time that was read.
   *
   * @param since the beginning of what the store can say: its horizon, {@link Instant#MIN} if
   *     nothing was trimmed
   * @param <V> the values
   */
  record None<V>(Instant since) implements Lookup<V> {
    /**
     * Checks for null.
     *
     * @throws NullPointerException if {@code since} is null
     */
    public None {
      Objects.requireNonNull(since, "since");
    }

    @Override
    public Optional<V> value() {
      return Optional.empty();
    }
  }
}
