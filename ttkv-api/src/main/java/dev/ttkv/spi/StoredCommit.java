// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A commit as an engine keeps it. Nobody changes the arrays.
 *
 * @param time its timestamp, greater than the watermark before it
 * @param previous the timestamp of the commit before it, {@link Timestamps#NONE} for the first:
 *     what shows that a commit is missing
 * @param changes at least one, one a key, in ascending order of their keys as unsigned bytes
 * @param note the bytes of its note
 */
public record StoredCommit(
    long time, long previous, List<StoredChange> changes, Optional<byte[]> note) {
  /**
   * Checks for null and copies the list.
   *
   * @throws NullPointerException if a component is null
   */
  public StoredCommit {
    changes = List.copyOf(changes);
    Objects.requireNonNull(note, "note");
  }
}
