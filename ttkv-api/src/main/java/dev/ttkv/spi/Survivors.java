// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Order;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is left of a store when something of it is forgotten (SPEC 6.1, 6.3), in the order in which
 * to write it anew: the versions that hold at the horizon, by key, then the commits after it. The
 * commits are linked to each other again.
 */
public final class Survivors {
  /** Is given what is left. */
  public interface Visitor {
    /** Takes a version that holds at the horizon; no commit has it. */
    void baseline(StoredEntry entry);

    /** Takes a commit after the horizon. */
    void commit(StoredCommit commit);
  }

  private final String location;
  private final EngineReader reader;
  private final Head before;
  private final Retained retained;
  private final Set<ByteBuffer> erased = new HashSet<>();
  private Retained.Baseline baseline = new Retained.Baseline(0, 0);
  private long lastRead = Timestamps.NONE;
  private long lastCommit = Timestamps.NONE;

  /**
   * Prepares to visit.
   *
   * @param location the store, for messages
   * @param reader reads the store, in which nothing is written or forgotten meanwhile
   * @param what what is forgotten
   */
  public Survivors(String location, EngineReader reader, Engine.Forget what) {
    this.location = location;
    this.reader = reader;
    this.before = reader.head();
    this.retained = what.retained();
    what.keys().forEach(key -> erased.add(ByteBuffer.wrap(key)));
  }

  /**
   * Shows what is left; to be called once. What is missing is noticed, for it could not be noticed
   * later in what is written anew.
   *
   * @throws DamagedStoreException if something is damaged or missing
   */
  public void visit(Visitor visitor) {
    if (retained.horizon() != Timestamps.NONE) {
      entries(retained.horizon(), entry -> visit(entry, visitor));
    }
    if (!baseline.equals(retained.baseline())) {
      throw missing("a version that holds at " + Timestamps.toInstant(retained.horizon()));
    }
    commits(retained.horizon(), before.watermark())
        .forEachRemaining(commit -> visit(commit, visitor));
    if (before.lastCommit() > retained.horizon() && before.lastCommit() != lastRead) {
      throw missing("the newest commit, that at " + Timestamps.toInstant(before.lastCommit()));
    }
  }

  private void visit(StoredEntry entry, Visitor visitor) {
    if (!erased.contains(ByteBuffer.wrap(entry.key()))) {
      baseline = baseline.with(entry.key(), entry.time());
      visitor.baseline(entry);
    }
  }

  private void visit(StoredCommit commit, Visitor visitor) {
    if (lastRead == Timestamps.NONE && commit.previous() > retained.horizon()) {
      throw missing("the commit at " + Timestamps.toInstant(commit.previous()));
    }
    lastRead = commit.time();
    List<StoredChange> left = new ArrayList<>(commit.changes());
    boolean untouched = !left.removeIf(change -> erased.contains(ByteBuffer.wrap(change.key())));
    if (!left.isEmpty()) {
      Optional<byte[]> note = untouched ? commit.note() : Optional.empty();
      visitor.commit(new StoredCommit(commit.time(), lastCommit, left, note));
      lastCommit = commit.time();
    }
  }

  private DamagedStoreException missing(String what) {
    return new DamagedStoreException(
        "%s: %s is missing; restore the store from a backup".formatted(location, what));
  }

  private void entries(long asOf, Consumer<StoredEntry> visitor) {
    new PageIterator<StoredEntry, byte[]>(
            () -> {},
            (beyond, limit) ->
                reader.entries(
                    beyond
                        .map(key -> ByteRange.ALL.beyond(key, Order.ASCENDING))
                        .orElse(ByteRange.ALL),
                    asOf,
                    Order.ASCENDING,
                    limit))
        .forEachRemaining(visitor);
  }

  private Iterator<StoredCommit> commits(long after, long through) {
    return new ChainIterator(
        location,
        Order.ASCENDING,
        () -> Timestamps.NONE,
        new PageIterator<StoredCommit, Long>(
            () -> {},
            (beyond, limit) ->
                reader.commits(beyond.orElse(after), through, Order.ASCENDING, limit)));
  }

  /** Returns what is retained of the store with what is left. */
  public Retained retained() {
    return retained;
  }

  /** Returns the head of what is left; to be called after the visit. */
  public Head head() {
    return new Head(before.watermark(), lastCommit, retained);
  }
}
