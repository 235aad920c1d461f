// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Timestamps;
import java.util.function.Consumer;

/** Looks at every frame of a log, those of settlings too, a segment at a time. */
final class LogCheck {
  private final LogSegments segments;
  private final LogReader.Extent extent;
  private final Consumer<Finding> findings;
  private Head head = Head.EMPTY;
  private long versions;
  private boolean whole = true;

  LogCheck(LogSegments segments, LogReader.Extent extent, Consumer<Finding> findings) {
    this.segments = segments;
    this.extent = extent;
    this.findings = findings;
  }

  int segments() {
    return Position.segment(extent.end()) + 1;
  }

  /** Looks at a segment; to be called for each, in their order. */
  void check(int number) {
    Segment segment = segments.get(number);
    int end = number == segments() - 1 ? Position.offset(extent.end()) : segments.end(number);
    int offset = segment.start();
    try {
      int last = 0;
      while (offset < end) {
        FrameHeader frame = segment.frame(offset);
        segment.payload(offset, frame);
        if (whole && (frame.previous() != head.lastCommit() || frame.time() < head.watermark())) {
          report("its frame at %s does not follow the one before it", segment, offset);
        }
        if (frame.back() != (last == 0 ? 0 : offset - last)) {
          report("its frame at %s does not lead back to the one before it", segment, offset);
        }
        head =
            new Head(
                frame.time(),
                frame.isCommit() ? frame.time() : head.lastCommit(),
                frame.isRetained() ? segment.retained(offset, frame) : head.retained());
        versions += frame.versions();
        last = offset;
        offset += frame.frameBytes();
      }
      if (offset != end) {
        report("its log ends within the frame before %s", segment, offset);
      }
    } catch (DamagedStoreException e) {
      whole = false;
      report(
          "its log is damaged at %s; what of this segment comes later was not looked at",
          segment, offset);
    }
  }

  /**
   * Compares what all segments said with what is known otherwise.
   *
   * @param indexed the number of versions in the index
   */
  void finish(long indexed) {
    if (whole && !head.equals(extent.head())) {
      found(
          "its log ends at %s, but it is said to end at %s"
              .formatted(
                  Timestamps.toInstant(head.watermark()),
                  Timestamps.toInstant(extent.head().watermark())));
    }
    if (whole && versions != extent.versions()) {
      found(
          "its log has %d versions, but is said to have %d".formatted(versions, extent.versions()));
    }
    if (indexed < extent.versions()) {
      found("its index has %d versions of %d".formatted(indexed, extent.versions()));
    }
  }

  private void report(String what, Segment segment, int offset) {
    found(what.formatted(Position.describe(segment.position(offset))));
  }

  private void found(String what) {
    findings.accept(Finding.of(what));
  }
}
