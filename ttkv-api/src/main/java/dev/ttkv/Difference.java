// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one key between two times: added if it had no value before, removed if it has none
 * after, else changed (SPEC 5.3). Equality compares arrays by their contents.
 *
 * @param key the key
 * @param before the value as of the first time
 * @param after the value as of the second time
 * @param <K> the keys
 * @param <V> the values
 */
public record Difference<K, V>(K key, Optional<V> before, Optional<V> after) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if a component is null
   */
  public Difference {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
  }

  /** Tells whether the key had no value before. */
  public boolean isAdded() {
    return before.isEmpty();
  }

  /** Tells whether the key has no value after. */
  public boolean isRemoved() {
    return after.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Difference<?, ?> that
        && Objects.deepEquals(key, that.key)
        && Objects.deepEquals(before.orElse(null), that.before.orElse(null))
        && Objects.deepEquals(after.orElse(null), that.after.orElse(null));
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {key, before.orElse(null), after.orElse(null)});
  }
}
