// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The changes made at one timestamp, all of them (SPEC 4.1).
 *
 * @param time the timestamp
 * @param changes the changes in key order, one a key, at least one
 * @param note what the writer said of it
 * @param <K> the keys
 * @param <V> the values
 */
public record Commit<K, V>(Instant time, List<Change<K, V>> changes, Optional<String> note) {
  /**
   * Checks for null and copies the list.
   *
   * @throws NullPointerException if a component is null
   */
  public Commit {
    Objects.requireNonNull(time, "time");
    changes = List.copyOf(changes);
    Objects.requireNonNull(note, "note");
  }
}
