// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.spi.Head;
import java.util.Optional;

/**
 * Reads a whole log that was not closed, to find where it ends.
 *
 * <p>The last group that was written may be on the disk in any part and order, so the first frame
 * that is not whole is the end of the log, unless something says that more than that was synced:
 * the mark beside the log, the next segment, or any frame, before it or behind it, for each says
 * how far the log was on the disk when it was written. Then it is damage.
 */
final class LogScan {
  private final LogSegments segments;
  private final TimeIndex times = new TimeIndex();
  private long synced;
  private Head head = Head.EMPTY;
  private long versions;
  private int lastFrame;
  private int end;
  private int contentEnd;

  private LogScan(LogSegments segments, long synced) {
    this.segments = segments;
    this.synced = synced;
  }

  /**
   * Scans a log.
   *
   * @param synced a position up to which it is known to have been on the disk
   * @throws DamagedStoreException if it is damaged
   */
  static LogScan of(LogSegments segments, long synced) {
    LogScan scan = new LogScan(segments, synced);
    int last = segments.count() - 1;
    for (int i = 0; i < last; i++) {
      scan.readSealed(segments.get(i), segments.end(i));
    }
    scan.readLast(segments.get(last));
    return scan;
  }

  private void readSealed(Segment segment, int sealedEnd) {
    readFrames(segment, sealedEnd);
    if (end != sealedEnd) {
      throw segment.damaged(end);
    }
  }

  private void readLast(Segment segment) {
    synced = Math.max(synced, segment.position(segment.start()));
    readFrames(segment, segment.length());
    contentEnd = segment.contentEnd(end);
    for (int at = end; at <= contentEnd - FrameHeader.BYTES; at++) {
      Optional<FrameHeader> frame = segment.probe(at);
      if (frame.isPresent()) {
        synced = Math.max(synced, frame.get().synced());
      }
    }
    if (segment.position(end) < synced) {
      throw segment.damaged(end);
    }
  }

  /** Reads frames until one is not whole, or the limit is reached. */
  private void readFrames(Segment segment, int limit) {
    end = segment.start();
    lastFrame = 0;
    while (end < limit) {
      Optional<FrameHeader> frame = segment.probe(end);
      if (frame.isEmpty() || segment.intact(end, frame.get()).isEmpty()) {
        return;
      }
      accept(segment, frame.get());
    }
  }

  private void accept(Segment segment, FrameHeader frame) {
    if (frame.previous() != head.lastCommit()
        || (frame.isCommit() ? frame.time() <= head.watermark() : frame.time() < head.watermark())
        || frame.back() != (lastFrame == 0 ? 0 : end - lastFrame)) {
      throw segment.damaged(end);
    }
    if (frame.isCommit()) {
      times.add(frame.time(), segment.position(end));
    }
    head =
        new Head(
            frame.time(),
            frame.isCommit() ? frame.time() : head.lastCommit(),
            frame.isRetained() ? segment.retained(end, frame) : head.retained());
    versions += frame.versions();
    synced = Math.max(synced, frame.synced());
    lastFrame = end;
    end += frame.frameBytes();
  }

  Head head() {
    return head;
  }

  TimeIndex times() {
    return times;
  }

  long versions() {
    return versions;
  }

  /** Returns the offset in the last segment at which the log ends. */
  int end() {
    return end;
  }

  /** Returns the offset of the last frame in the last segment, 0 if it has none. */
  int lastFrame() {
    return lastFrame;
  }

  /** Tells whether all of the log was known to be on the disk. */
  boolean isSynced() {
    return segments.last().position(end) <= synced;
  }

  /** Returns how many bytes stand behind the end, the zeros at the end of the file not counted. */
  int tornBytes() {
    return contentEnd - end;
  }
}
