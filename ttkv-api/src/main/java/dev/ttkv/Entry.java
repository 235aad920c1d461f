// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * A key with the value that it has in a {@link Snapshot}. Equality compares arrays by their
 * contents.
 *
 * @param key the key
 * @param value the value
 * @param since the timestamp of the commit that put it
 * @param <K> the keys
 * @param <V> the values
 */
public record Entry<K, V>(K key, V value, Instant since) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if a component is null
   */
  public Entry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(since, "since");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry<?, ?> that
        && Objects.deepEquals(key, that.key)
        && Objects.deepEquals(value, that.value)
        && since.equals(that.since);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {key, value, since});
  }
}
