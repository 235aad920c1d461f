// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What one caller wants written, in bytes, and what became of it. Its outcome is set by the thread
 * that leads the group, under the {@link Committer}'s lock.
 */
final class CommitRequest {
  /**
   * A condition on a key.
   *
   * @param key the key's bytes
   * @param unchangedSince the key has no version after this; empty: the key has no value
   * @param name the key as its user knows it, for the message
   */
  record Condition(byte[] key, OptionalLong unchangedSince, Object name) {}

  final List<StoredChange> changes;
  final List<Condition> conditions;
  final OptionalLong time;
  final Optional<byte[]> note;
  final Optional<Instant> settle;
  final long bytes;
  private final Thread caller = Thread.currentThread();

  /** Set last; who sees it sees the rest. */
  volatile boolean done;

  /**
   * The time of the commit, or that to which the watermark was raised; empty if neither was done.
   */
  OptionalLong committed = OptionalLong.empty();

  /** The watermark afterwards. */
  long watermark = Timestamps.NONE;

  Optional<RuntimeException> failure = Optional.empty();

  private CommitRequest(
      List<StoredChange> changes,
      List<Condition> conditions,
      OptionalLong time,
      Optional<byte[]> note,
      Optional<Instant> settle) {
    this.changes = changes;
    this.conditions = conditions;
    this.time = time;
    this.note = note;
    this.settle = settle;
    this.bytes = bytes(changes);
  }

  /** A commit of these changes, which are in key order. */
  static CommitRequest commit(
      List<StoredChange> changes,
      List<Condition> conditions,
      OptionalLong time,
      Optional<byte[]> note) {
    return new CommitRequest(changes, conditions, time, note, Optional.empty());
  }

  /** A raising of the watermark. */
  static CommitRequest settle(Instant time) {
    return new CommitRequest(
        List.of(), List.of(), OptionalLong.empty(), Optional.empty(), Optional.of(time));
  }

  private static long bytes(List<StoredChange> changes) {
    long bytes = 0;
    for (StoredChange change : changes) {
      bytes += change.key().length + change.value().length;
    }
    return bytes;
  }

  /** Wakes the thread that waits for the outcome, if it sleeps. */
  void wake() {
    LockSupport.unpark(caller);
  }
}
