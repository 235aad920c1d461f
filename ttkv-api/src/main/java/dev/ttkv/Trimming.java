// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Objects;

/**
 * What a trim removed, or would remove (SPEC 6.1).
 *
 * @param horizon the oldest time that can be read afterwards
 * @param commits how many commits are no longer in the change feed
 * @param versions how many versions are gone
 * @param bytes how many bytes their keys and values have
 */
public record Trimming(Instant horizon, long commits, long versions, long bytes) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if {@code horizon} is null
   */
  public Trimming {
    Objects.requireNonNull(horizon, "horizon");
  }
}
