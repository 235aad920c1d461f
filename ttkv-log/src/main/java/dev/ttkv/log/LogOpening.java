// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Durability;
import dev.ttkv.RecoveryNeededException;
import dev.ttkv.spi.StoreFile;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens the log of a generation: as it was closed, or, if it was not, from its frames. What of
 * these had not been seen to reach the disk is written again and synced before it counts, since
 * what is read back now may never have left the cache.
 *
 * @param location the store, for messages
 * @param disk what changes its files
 * @param folder the folder of the generation
 * @param generation the generation
 */
record LogOpening(String location, Disk disk, Path folder, long generation) {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");

  /**
   * A log that is open.
   *
   * @param segments its segments
   * @param times where commits stand
   * @param reader reads it
   * @param lastFrame the offset of the last frame in the last segment, 0 if it has none
   * @param mark what was known when it was closed; empty if it was not
   */
  record Opened(
      LogSegments segments,
      TimeIndex times,
      LogReader reader,
      int lastFrame,
      Optional<LogMark.Closed> mark) {
    StoreHeader codecs() {
      return segments.get(0).header().codecs();
    }

    long end() {
      return reader.extent().end();
    }
  }

  /**
   * Opens the log.
   *
   * @param readOnly whether no file may be changed
   * @throws dev.ttkv.DamagedStoreException if it is damaged
   * @throws RecoveryNeededException if it was not closed, and may not be changed
   */
  Opened open(boolean readOnly) throws IOException {
    LogSegments segments = LogSegments.open(location, folder, generation);
    Optional<LogMark> mark = LogMark.read(folder).filter(m -> m.generation() == generation);
    Optional<LogMark.Closed> closed = mark.flatMap(LogMark::closed);
    if (closed.isPresent()
        && mark.get().end() == segments.last().position(segments.last().length())) {
      return closed(readOnly ? segments : ours(segments), mark.get().end(), closed.get());
    }
    if (readOnly) {
      throw new RecoveryNeededException(
          location
              + ": it was not closed, and cannot be brought in order while it may only be read;"
              + " open it once to write, and close it");
    }
    return scanned(segments, mark.map(LogMark::end).orElse(0L));
  }

  private Opened closed(LogSegments segments, long end, LogMark.Closed mark) {
    if (mark.lastFrame() > 0) {
      FrameHeader last = segments.last().frame(mark.lastFrame());
      if (mark.lastFrame() + last.frameBytes() != Position.offset(end)
          || last.time() != mark.head().watermark()) {
        throw segments.last().damaged(mark.lastFrame());
      }
    }
    TimeIndex times = new TimeIndex();
    for (int i = 0; i < mark.times().length; i++) {
      times.restore(mark.times()[i], mark.positions()[i]);
    }
    LogReader reader =
        new LogReader(
            location, segments, times, new LogReader.Extent(mark.head(), end, mark.versions()));
    return new Opened(segments, times, reader, mark.lastFrame(), Optional.of(mark));
  }

  private Opened scanned(LogSegments segments, long synced) throws IOException {
    if (Position.segment(synced) >= segments.count()) {
      throw segments.last().damaged(segments.last().length());
    }
    LogScan scan = LogScan.of(segments, synced);
    LogSegments kept = segments;
    if (scan.tornBytes() > 0) {
      LOG.log(
          Level.WARNING,
          "{0}: it was not closed; {1} bytes at the end of its log, {2}, are of a write that was never finished and are dropped",
          location,
          scan.tornBytes(),
          Position.describe(segments.last().position(scan.end())));
    }
    if (!scan.isSynced() || scan.tornBytes() > 0 || isShared(segments.last())) {
      rewrite(segments.last(), scan.end());
      kept = LogSegments.open(location, folder, generation);
    }
    LogReader reader =
        new LogReader(
            location,
            kept,
            scan.times(),
            new LogReader.Extent(scan.head(), kept.last().position(scan.end()), scan.versions()));
    return new Opened(kept, scan.times(), reader, scan.lastFrame(), Optional.empty());
  }

  /**
   * Lets nobody else have the segment that will be written to, as a copy of the store that was made
   * of hard links would.
   */
  private LogSegments ours(LogSegments segments) throws IOException {
    if (!isShared(segments.last())) {
      return segments;
    }
    rewrite(segments.last(), segments.last().length());
    return LogSegments.open(location, folder, generation);
  }

  private boolean isShared(Segment segment) {
    return StoreFile.names(location, segment.file()) > 1;
  }

  /** Puts the part of the segment that counts into a new file, synced, and that in its place. */
  private void rewrite(Segment segment, int end) throws IOException {
    disk.replace(segment.file(), segment.bytes(end));
  }

  /** Starts writing to a log that was opened, and marks it as open. */
  LogWriter writer(Opened log, Durability durability, int segmentBytes) throws IOException {
    new LogMark(generation, log.end(), Optional.empty()).write(disk, folder);
    Segment last = log.segments().last();
    SegmentWriter writer =
        new SegmentWriter(
            last, disk.open(last.file()), Position.offset(log.end()), log.lastFrame());
    return new LogWriter(
        location, folder, disk, durability, segmentBytes, log.segments(), log.times(), writer);
  }
}
