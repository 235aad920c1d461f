// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;

/**
 * Appends to the last segment. The file is longer than what is in it, by zeros, so that it is
 * mapped again only now and then.
 */
final class SegmentWriter implements AutoCloseable {
  private static final long FIRST_STEP = 64 << 10;
  private static final long LAST_STEP = 16 << 20;

  private final Segment segment;
  private final Disk.DiskFile file;
  private long allocated;
  private int end;
  private int lastFrame;
  private int back;

  /**
   * Makes a writer.
   *
   * @param file the segment's file
   * @param end where the next frame goes; what the file has behind it is thrown away
   * @param lastFrame where the last frame begins, 0 if there is none
   */
  SegmentWriter(Segment segment, Disk.DiskFile file, int end, int lastFrame) {
    this.segment = segment;
    this.file = file;
    this.end = end;
    this.allocated = end;
    this.lastFrame = lastFrame;
    this.back = lastFrame == 0 ? 0 : end - lastFrame;
  }

  Segment segment() {
    return segment;
  }

  int end() {
    return end;
  }

  int lastFrame() {
    return lastFrame;
  }

  int back() {
    return back;
  }

  /** Writes the frames of a buffer; if that fails the file may hold a part of them. */
  void write(FrameBuffer frames) throws IOException {
    long needed = (long) end + frames.length();
    if (needed > allocated) {
      long step = Math.min(LAST_STEP, Math.max(FIRST_STEP, allocated));
      long length = Math.min(Segment.MOST_BYTES, Math.max(needed, allocated + step));
      file.setLength(length);
      allocated = length;
    }
    file.write(end, frames.bytes(), frames.length());
  }

  /** Takes what was written for part of the log. */
  void accept(FrameBuffer frames) {
    lastFrame = frames.lastFrame();
    back = frames.back();
    end += frames.length();
  }

  void sync() throws IOException {
    file.sync();
  }

  /** Cuts off what stands behind the last frame that was accepted. */
  void cut() throws IOException {
    segment.cut(file, end);
    allocated = end;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
