// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one commit is to do: changes, and if wanted conditions, a timestamp and a note. It is filled
 * by one thread and may be committed any number of times; {@link TimeTravelStore#commit} takes what
 * it holds at the call.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class Batch<K, V> {
  /**
   * What must hold for the batch to be committed (SPEC 4.2).
   *
   * @param key the key
   * @param unchangedSince the key has no version after this time; empty: the key has no value
   * @param <K> the keys
   */
  public record Condition<K>(K key, Optional<Instant> unchangedSince) {
    /**
     * Checks for null.
     *
     * @throws NullPointerException if a component is null
     */
    public Condition {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(unchangedSince, "unchangedSince");
    }
  }

  private final List<Change<K, V>> changes = new ArrayList<>();
  private final List<Condition<K>> conditions = new ArrayList<>();
  private Optional<Instant> time = Optional.empty();
  private Optional<String> note = Optional.empty();

  private Batch() {}

  /** Returns an empty batch. */
  public static <K, V> Batch<K, V> create() {
    return new Batch<>();
  }

  /**
   * Adds a put. A batch that touches one key twice is refused when it is committed (SPEC 3.6).
   *
   * @throws NullPointerException if an argument is null
   */
  public Batch<K, V> put(K key, V value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    changes.add(new Change<>(key, Optional.of(value)));
    return this;
  }

  /**
   * Adds a deletion. It has no effect if the key has no value when the batch is committed (SPEC
   * 3.5).
   *
   * @throws NullPointerException if {@code key} is null
   */
  public Batch<K, V> delete(K key) {
    Objects.requireNonNull(key, "key");
    changes.add(new Change<>(key, Optional.empty()));
    return this;
  }

  /**
   * Adds the condition that the key has no version after {@code time}; {@link Snapshot#time()} of
   * the snapshot that was read is what to give (SPEC 4.2).
   *
   * @throws NullPointerException if an argument is null
   */
  public Batch<K, V> ifUnchangedSince(K key, Instant time) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(time, "time");
    conditions.add(new Condition<>(key, Optional.of(time)));
    return this;
  }

  /**
   * Adds the condition that the key has no value (SPEC 4.2).
   *
   * @throws NullPointerException if {@code key} is null
   */
  public Batch<K, V> ifAbsent(K key) {
    Objects.requireNonNull(key, "key");
    conditions.add(new Condition<>(key, Optional.empty()));
    return this;
  }

  /**
   * Sets the commit's timestamp, for replaying and importing; it must be after the watermark (SPEC
   * 1.3). Without it the store stamps.
   *
   * @throws NullPointerException if {@code time} is null
   */
  public Batch<K, V> at(Instant time) {
    this.time = Optional.of(Objects.requireNonNull(time, "time"));
    return this;
  }

  /**
   * Sets what is to be said of the commit: who, why (SPEC 4.4).
   *
   * @throws NullPointerException if {@code note} is null
   * @throws IllegalArgumentException if it has an unpaired surrogate (SPEC 3.2)
   */
  public Batch<K, V> note(String note) {
    Utf8Codec.requirePairedSurrogates(Objects.requireNonNull(note, "note"));
    this.note = Optional.of(note);
    return this;
  }

  /** Returns the changes in the order in which they were added. */
  public List<Change<K, V>> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** Returns the conditions in the order in which they were added. */
  public List<Condition<K>> conditions() {
    return Collections.unmodifiableList(conditions);
  }

  /** Returns the timestamp that was set. */
  public Optional<Instant> time() {
    return time;
  }

  /** Returns the note that was set. */
  public Optional<String> note() {
    return note;
  }

  @Override
  public String toString() {
    return "Batch[changes=%s, conditions=%s, time=%s, note=%s]"
        .formatted(changes, conditions, time.map(Instant::toString).orElse("-"), note.orElse("-"));
  }
}
