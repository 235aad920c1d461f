// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Finding;
import dev.ttkv.Order;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what was published of a log: by position, and by time in both directions. */
final class LogReader {
  /** No position. */
  static final long NOWHERE = -1;

  /**
   * What may be seen.
   *
   * @param head how far the log is
   * @param end the position at which it ends
   * @param versions the number of versions up to there
   */
  record Extent(Head head, long end, long versions) {}

  /** Is shown a version, oldest first. */
  @FunctionalInterface
  interface Visitor {
    void version(byte[] key, long time, long position);
  }

  private final String location;
  private final LogSegments segments;
  private final TimeIndex index;
  private volatile Extent extent;

  LogReader(String location, LogSegments segments, TimeIndex index, Extent extent) {
    this.location = location;
    this.segments = segments;
    this.index = index;
    this.extent = extent;
  }

  Extent extent() {
    return extent;
  }

  /** Lets readers see more. */
  void publish(Extent extent) {
    this.extent = extent;
  }

  /** Returns what looks at all frames up to an end. */
  LogCheck check(Extent through, Consumer<Finding> findings) {
    return new LogCheck(segments, through, findings);
  }

  /** Returns the record of a version. */
  byte[] record(long position) {
    return segment(position).record(Position.offset(position));
  }

  /**
   * Returns of how many versions the records have so many bytes together; at least of one. Records
   * that are read after this are read faster: nothing here waits for what came before, so the
   * processor fetches several at once.
   *
   * @param positions where the versions stand, {@link #NOWHERE} for what is none
   */
  int fitting(long[] positions, int bytes) {
    long sum = 0;
    int count = 0;
    while (count < positions.length && sum < bytes) {
      long position = positions[count++];
      if (position != NOWHERE) {
        sum += segment(position).recordLength(Position.offset(position));
      }
    }
    return count;
  }

  private Segment segment(long position) {
    int number = Position.segment(position);
    if (position < 0 || number >= segments.count()) {
      throw segments.last().damaged(0);
    }
    return segments.get(number);
  }

  /** Returns timestamps of commits with after &lt; time &lt;= through, at most {@code limit}. */
  long[] times(long after, long through, Order order, int limit) {
    long[] found = new long[16];
    int count = 0;
    for (LogCursor cursor = cursor(after, through, order);
        count < limit && cursor.isAt(after, through);
        cursor.move(order)) {
      if (count == found.length) {
        found = Arrays.copyOf(found, 2 * count);
      }
      found[count++] = cursor.frame().time();
    }
    return Arrays.copyOf(found, count);
  }

  /** Returns whole commits with after &lt; time &lt;= through. */
  Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    List<StoredCommit> commits = new ArrayList<>();
    int changes = 0;
    long bytes = 0;
    LogCursor cursor = cursor(after, through, order);
    while (changes < limit.items() && bytes < limit.bytes() && cursor.isAt(after, through)) {
      StoredCommit commit = cursor.payload().commit(location, cursor.frame());
      commits.add(commit);
      changes += commit.changes().size();
      for (StoredChange change : commit.changes()) {
        bytes += change.key().length + change.value().length;
      }
      cursor.move(order);
    }
    return new Page<>(
        commits,
        cursor.isAt(after, through)
            ? Optional.of(commits.get(commits.size() - 1).time())
            : Optional.empty());
  }

  /** Shows all versions through a position that is an end of the log. */
  void versions(long end, Visitor visitor) {
    LogCursor cursor = LogCursor.atStart(segments, end);
    while (cursor.isAtFrame()) {
      FrameHeader frame = cursor.frame();
      if (frame.versions() > 0) {
        long payload = cursor.position() + FrameHeader.BYTES;
        cursor
            .payload()
            .versions(frame, (key, time, at) -> visitor.version(key, time, payload + at));
      }
      cursor.next();
    }
  }

  private LogCursor cursor(long after, long through, Order order) {
    Extent now = extent;
    long from = index.floor(order == Order.ASCENDING ? after : through);
    LogCursor cursor =
        from < 0 ? LogCursor.atEnd(segments, now.end()) : new LogCursor(segments, now.end(), from);
    if (order == Order.ASCENDING) {
      cursor.seekAfter(after);
    } else {
      cursor.seekThrough(through);
    }
    return cursor;
  }
}
