// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What one commit did to one key: a value or a deletion. It holds from its time (inclusive) until
 * the key's next version (exclusive), or still holds. Equality compares arrays by their contents.
 *
 * @param from the timestamp of the commit
 * @param until the timestamp of the key's next version; empty if none is known as of the time that
 *     was read
 * @param value the value; empty for a deletion
 * @param <V> the values
 */
public record Version<V>(Instant from, Optional<Instant> until, Optional<V> value) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if a component is null
   */
  public Version {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(until, "until");
    Objects.requireNonNull(value, "value");
  }

  /** Tells whether this version is a deletion. */
  public boolean isDeletion() {
    return value.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version<?> that
        && from.equals(that.from)
        && until.equals(that.until)
        && Objects.deepEquals(value.orElse(null), that.value.orElse(null));
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {from, until, value.orElse(null)});
  }
}
