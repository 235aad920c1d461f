// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** Walks the change feed from the oldest commit on, and goes on behind what cannot be read. */
final class CommitWalk implements Iterator<CommitWalk.Step> {
  /** What was come to. */
  sealed interface Step {
    /** A commit that could be read. */
    record Whole(StoredCommit commit) implements Step {}

    /** A commit of which is known that it is there, but that cannot be read. */
    record Damaged(long time, TimeTravelStoreException failure) implements Step {}

    /** A stretch of which not even the times can be read. */
    record Gap(long after, TimeTravelStoreException failure) implements Step {}
  }

  private static final int MOST_ITEMS = 1024;
  private static final int BYTES = 1 << 20;

  private final EngineReader reader;
  private final long through;
  private final Deque<Step> ready = new ArrayDeque<>();
  private long after;
  private int items = MOST_ITEMS;
  private boolean atEnd;

  CommitWalk(EngineReader reader, long after, long through) {
    this.reader = reader;
    this.after = after;
    this.through = through;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !atEnd) {
      try {
        readPage();
      } catch (TimeTravelStoreException e) {
        reader.head(); // throws if there is nothing that can be read
        if (items > 1) {
          items = 1;
        } else {
          readOne(e);
        }
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void readPage() {
    Page<StoredCommit, Long> page =
        reader.commits(after, through, Order.ASCENDING, new PageLimit(items, BYTES));
    page.items().forEach(commit -> ready.add(new Step.Whole(commit)));
    items = Math.min(2 * items, MOST_ITEMS);
    goOnBehind(page.next().orElse(through));
  }

  /** Reads a commit by itself after {@code failure} kept it from being read as one of the rest. */
  private void readOne(TimeTravelStoreException failure) {
    OptionalLong next;
    try {
      next = first(reader.times(after, through, Order.ASCENDING, 1));
    } catch (TimeTravelStoreException e) {
      ready.add(new Step.Gap(after, e));
      next = oldestFromTheEnd();
    }
    if (next.isEmpty()) {
      if (ready.isEmpty()) {
        ready.add(new Step.Gap(after, failure));
      }
      atEnd = true;
      return;
    }
    long time = next.getAsLong();
    try {
      List<StoredCommit> commits =
          reader.commits(time - 1, time, Order.ASCENDING, new PageLimit(1, BYTES)).items();
      ready.add(
          commits.isEmpty() ? new Step.Damaged(time, failure) : new Step.Whole(commits.get(0)));
    } catch (TimeTravelStoreException e) {
      ready.add(new Step.Damaged(time, e));
    }
    goOnBehind(time);
  }

  /** Returns the oldest time that can be reached from the newest one backwards. */
  private OptionalLong oldestFromTheEnd() {
    OptionalLong oldest = OptionalLong.empty();
    int limit = MOST_ITEMS;
    while (true) {
      try {
        long end = oldest.isPresent() ? oldest.getAsLong() - 1 : through;
        long[] times = reader.times(after, end, Order.DESCENDING, limit);
        if (times.length == 0) {
          return oldest;
        }
        oldest = OptionalLong.of(times[times.length - 1]);
      } catch (TimeTravelStoreException e) {
        if (limit == 1) {
          return oldest;
        }
        limit = Math.max(1, limit / 4);
      }
    }
  }

  private void goOnBehind(long time) {
    atEnd = time >= through || time <= after;
    after = time;
  }

  private static OptionalLong first(long[] times) {
    return times.length == 0 ? OptionalLong.empty() : OptionalLong.of(times[0]);
  }
}
