// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A put or a deletion, as part of a {@link Commit}. Equality compares arrays by their contents.
 *
 * @param key the key
 * @param value the value put; empty for a deletion
 * @param <K> the keys
 * @param <V> the values
 */
public record Change<K, V>(K key, Optional<V> value) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if a component is null
   */
  public Change {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }

  /** Tells whether this change is a deletion. */
  public boolean isDeletion() {
    return value.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Change<?, ?> that
        && Objects.deepEquals(key, that.key)
        && Objects.deepEquals(value.orElse(null), that.value.orElse(null));
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {key, value.orElse(null)});
  }
}
