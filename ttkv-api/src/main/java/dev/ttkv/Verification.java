// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What {@link Maintenance#verify} looked at, and what it found (SPEC 7.3).
 *
 * @param through the watermark when it began: what was committed later was not looked at
 * @param commits how many commits were read
 * @param versions how many versions were read, deletions included
 * @param keys how many keys those versions have
 * @param found how many things were found; more than {@code findings} if they are too many to keep
 * @param findings what was found, in the order in which it was found, the first hundred at most
 */
public record Verification(
    Instant through, long commits, long versions, long keys, long found, List<Finding> findings) {
  /**
   * Checks for null and copies the list.
   *
   * @throws NullPointerException if a component is null
   */
  public Verification {
    Objects.requireNonNull(through, "through");
    findings = List.copyOf(findings);
  }

  /** Tells whether nothing was found: everything is there and is what was written. */
  public boolean clean() {
    return found == 0;
  }
}
