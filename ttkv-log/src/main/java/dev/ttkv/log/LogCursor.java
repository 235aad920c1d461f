// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Order;
import org.jspecify.annotations.Nullable;

/** Goes along the frames of a log, up to an end that was given. It holds nothing open. */
final class LogCursor {
  private final LogSegments segments;
  private final long end;
  private int segment;
  private int offset;

  /** The frame here; null beyond the first or the last one. */
  private @Nullable FrameHeader frame;

  /**
   * Makes a cursor at a frame.
   *
   * @param end where the log ends
   * @param position where the frame begins, or the end
   */
  LogCursor(LogSegments segments, long end, long position) {
    this.segments = segments;
    this.end = end;
    set(Position.segment(position), Position.offset(position));
  }

  static LogCursor atStart(LogSegments segments, long end) {
    Segment first = segments.get(0);
    return new LogCursor(segments, end, first.position(first.start()));
  }

  static LogCursor atEnd(LogSegments segments, long end) {
    return new LogCursor(segments, end, end);
  }

  private void set(int segment, int offset) {
    this.segment = segment;
    this.offset = offset;
    // past the end of a segment that is not the last one
    while (Position.segment(end) > this.segment && this.offset >= segments.end(this.segment)) {
      this.segment++;
      this.offset = segments.get(this.segment).start();
    }
    frame = position() < end ? segments.get(this.segment).frame(this.offset) : null;
  }

  boolean isAtFrame() {
    return frame != null;
  }

  /** Tells whether this is at a commit with after &lt; time &lt;= through. */
  boolean isAt(long after, long through) {
    return frame != null && frame.time() > after && frame.time() <= through;
  }

  /** Returns the frame here; there must be one. */
  FrameHeader frame() {
    if (frame == null) {
      throw new IllegalStateException("there is no frame");
    }
    return frame;
  }

  long position() {
    return Position.of(segment, offset);
  }

  Payload payload() {
    return segments.get(segment).payload(offset, frame());
  }

  /** Goes forward to the first commit after a time. */
  void seekAfter(long time) {
    while (frame != null && (!frame.isCommit() || frame.time() <= time)) {
      forward();
    }
  }

  /** Goes forward to the last commit not after a time; from a commit that is after it to none. */
  void seekThrough(long time) {
    long found = -1;
    while (frame != null && frame.time() <= time) {
      if (frame.isCommit()) {
        found = position();
      }
      forward();
    }
    if (found < 0) {
      frame = null;
    } else {
      set(Position.segment(found), Position.offset(found));
    }
  }

  /** Goes to the next frame of whatever kind, or to the end. */
  void next() {
    forward();
  }

  /** Goes to the next commit in an order, or to the end, or before the beginning. */
  void move(Order order) {
    do {
      if (order == Order.ASCENDING) {
        forward();
      } else {
        backward();
      }
    } while (frame != null && !frame.isCommit() && !isBeginning(order));
    if (frame != null && !frame.isCommit()) {
      frame = null;
    }
  }

  /** Tells whether no commit is behind the frame here on the way back: it is of the baseline. */
  private boolean isBeginning(Order order) {
    return order == Order.DESCENDING && frame().isBaseline();
  }

  private void forward() {
    set(segment, offset + frame().frameBytes());
  }

  private void backward() {
    int back = frame().back();
    if (back > 0) {
      set(segment, offset - back);
      return;
    }
    for (int before = segment - 1; before >= 0; before--) {
      if (segments.lastFrame(before) > 0) {
        set(before, segments.lastFrame(before));
        return;
      }
    }
    frame = null;
  }
}
