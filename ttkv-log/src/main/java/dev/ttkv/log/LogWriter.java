// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Durability;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Appends to a log, one thread at a time. A write that fails leaves nothing behind; after one of
 * which that cannot be told, nothing more is written, and the log must be opened again.
 */
final class LogWriter {
  private final String location;
  private final Path folder;
  private final Disk disk;
  private final Durability durability;
  private final int segmentBytes;
  private final LogSegments segments;
  private final TimeIndex times;
  private SegmentWriter writer;
  private long synced;
  private byte[] bytes = new byte[1 << 12];
  private boolean broken;

  /**
   * Makes a writer.
   *
   * @param folder the folder of the segments
   * @param segmentBytes the length from which a segment is followed by another
   * @param writer writes to the last segment, all of which is on the disk
   */
  LogWriter(
      String location,
      Path folder,
      Disk disk,
      Durability durability,
      int segmentBytes,
      LogSegments segments,
      TimeIndex times,
      SegmentWriter writer) {
    this.location = location;
    this.folder = folder;
    this.disk = disk;
    this.durability = durability;
    this.segmentBytes = segmentBytes;
    this.segments = segments;
    this.times = times;
    this.writer = writer;
    this.synced = end();
  }

  /** Returns the position at which the log ends. */
  long end() {
    return writer.segment().position(writer.end());
  }

  /** Returns the offset of the last frame in the last segment, 0 if it has none. */
  int lastFrame() {
    return writer.lastFrame();
  }

  boolean isBroken() {
    return broken;
  }

  /**
   * Appends commits, as durably as the log is. Readers do not see them before they are published.
   *
   * @param commits the commits
   * @param retained whether what is retained is another than before
   * @param after how far the log is afterwards
   * @return the positions of the versions, in the order of the commits and their changes
   * @throws CommitOutcomeUnknownException if it cannot be told whether they were written
   * @throws TimeTravelStoreException if they were not written
   */
  long[] append(List<StoredCommit> commits, boolean retained, Head after) {
    FrameBuffer frames = begin();
    long[] starts = new long[commits.size()];
    try {
      for (int i = 0; i < starts.length; i++) {
        starts[i] = end() + frames.length();
        frames.commit(commits.get(i));
      }
      if (retained) {
        frames.retained(after);
      } else if (commits.isEmpty() || after.watermark() > after.lastCommit()) {
        frames.settle(after.watermark(), after.lastCommit());
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new TimeTravelStoreException(
          "%s: what was to be written cannot be put into bytes, and nothing was; if memory is short, commit less at once: %s"
              .formatted(location, e),
          e);
    }
    finish(frames, after.watermark());
    for (int i = 0; i < starts.length; i++) {
      times.add(commits.get(i).time(), starts[i]);
    }
    return frames.positions();
  }

  /**
   * Appends a part of the baseline, with which a log begins.
   *
   * @throws TimeTravelStoreException if that fails
   */
  void appendBaseline(List<StoredEntry> entries, long horizon) {
    FrameBuffer frames = begin();
    frames.baseline(entries, horizon);
    finish(frames, horizon);
  }

  private FrameBuffer begin() {
    if (broken) {
      throw new TimeTravelStoreException(
          location + ": a write failed before; close the store and open it again");
    }
    if (writer.end() >= segmentBytes) {
      startSegment();
    }
    return new FrameBuffer(bytes, writer.segment().header().salt(), end(), writer.back(), synced);
  }

  private void finish(FrameBuffer frames, long time) {
    write(frames, time);
    sync(time);
    writer.accept(frames);
    if (durability == Durability.POWER) {
      synced = end();
    }
    bytes = frames.reusable();
  }

  private void write(FrameBuffer frames, long time) {
    try {
      writer.write(frames);
    } catch (IOException e) {
      takeBack(e, time);
      throw new TimeTravelStoreException(
          "%s: its log could not be written, and nothing was; check the space on the disk: %s"
              .formatted(location, e),
          e);
    }
  }

  /** Removes a part that was written, since it would be found after a crash. */
  private void takeBack(IOException failure, long time) {
    try {
      writer.cut();
      if (durability == Durability.POWER) {
        writer.sync();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw unknown(failure, time);
    }
  }

  private void sync(long time) {
    if (durability == Durability.POWER) {
      try {
        writer.sync();
      } catch (IOException e) {
        throw unknown(e, time);
      }
    }
  }

  private CommitOutcomeUnknownException unknown(IOException e, long time) {
    broken = true;
    return new CommitOutcomeUnknownException(
        "%s: it is unknown whether what was to be written through %s was; close the store, open it again, and read as of that time: %s"
            .formatted(location, Timestamps.toInstant(time), e),
        Timestamps.toInstant(time),
        e);
  }

  /** Puts all that was appended on the disk; what is appended next bears witness of it. */
  void sync() throws IOException {
    writer.sync();
    synced = end();
  }

  /** Lets the last segment be followed by another, once all of it is on the disk. */
  private void startSegment() {
    SegmentWriter full = writer;
    boolean done = false;
    try {
      full.cut();
      full.sync();
      synced = end();
      SegmentHeader header = full.segment().header();
      Path file =
          LogSegments.create(
              disk,
              folder,
              new SegmentHeader(
                  header.generation(),
                  header.segment() + 1,
                  LogSegments.salt(),
                  full.end(),
                  full.lastFrame(),
                  header.codecs()));
      Segment segment = Segment.open(location, file);
      writer = new SegmentWriter(segment, disk.open(file), segment.start(), 0);
      segments.add(segment);
      synced = end();
      full.close();
      done = true;
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: its log could not be continued, and nothing was written; close the store, check the space on the disk, and open it again: %s"
              .formatted(location, e),
          e);
    } finally {
      broken |= !done;
    }
  }

  /**
   * Puts all of the log on the disk and closes its file.
   *
   * @throws IOException if that fails; the log is what it would be after a crash
   */
  void close() throws IOException {
    try (SegmentWriter last = writer) {
      if (!broken) {
        last.cut();
        last.sync();
      }
    }
  }
}
