// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Objects;

/**
 * The receipt for erasing keys (SPEC 6.3).
 *
 * @param time when it was done, by the store's clock
 * @param versions how many versions are gone
 * @param complete whether no file of the store has bytes of them any more; false if others, who
 *     still read the store, keep them from being removed: a later trim, erase or opening does
 */
public record Erasure(Instant time, long versions, boolean complete) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if {@code time} is null
   */
  public Erasure {
    Objects.requireNonNull(time, "time");
  }
}
