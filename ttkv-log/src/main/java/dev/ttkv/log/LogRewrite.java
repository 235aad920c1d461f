// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Durability;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.Survivors;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what is left of a store to the folder of another generation, all of it synced: what is
 * retained, the baseline, the commits, the watermark.
 */
final class LogRewrite implements Survivors.Visitor {
  private static final int MOST_ITEMS = 1024;
  private static final long MOST_BYTES = 1 << 20;

  private final LogWriter writer;
  private final Retained retained;
  private final List<StoredEntry> baseline = new ArrayList<>();
  private final List<StoredCommit> commits = new ArrayList<>();
  private long bytes;

  private LogRewrite(LogWriter writer, Retained retained) {
    this.writer = writer;
    this.retained = retained;
  }

  /**
   * Writes.
   *
   * @param opening the generation, of which nothing is there
   * @param survivors what is left, of a store in which nothing is forgotten meanwhile
   * @throws IOException if it cannot be written
   * @throws dev.ttkv.TimeTravelStoreException if it cannot be written, or the store not be read
   */
  static void write(LogOpening opening, StoreHeader codecs, int segmentBytes, Survivors survivors)
      throws IOException {
    Disk disk = opening.disk();
    Path folder = opening.folder();
    disk.makeFolder(folder);
    Path file =
        LogSegments.create(
            disk,
            folder,
            new SegmentHeader(opening.generation(), 0, LogSegments.salt(), 0, 0, codecs));
    Segment first = Segment.open(opening.location(), file);
    // all of it is synced in the end, and at each change of segments
    LogWriter writer =
        new LogWriter(
            opening.location(),
            folder,
            disk,
            Durability.PROCESS,
            segmentBytes,
            new LogSegments(List.of(first)),
            new TimeIndex(),
            new SegmentWriter(first, disk.open(file), first.start(), 0));
    try {
      new LogRewrite(writer, survivors.retained()).write(survivors);
    } finally {
      writer.close();
    }
    new LogMark(opening.generation(), writer.end(), Optional.empty()).write(disk, folder);
  }

  private void write(Survivors survivors) throws IOException {
    writer.append(List.of(), true, new Head(retained.horizon(), Timestamps.NONE, retained));
    survivors.visit(this);
    flush();
    writer.sync();
    writer.append(List.of(), false, survivors.head());
  }

  @Override
  public void baseline(StoredEntry entry) {
    baseline.add(entry);
    added(entry.key().length + entry.value().length);
  }

  @Override
  public void commit(StoredCommit commit) {
    if (!baseline.isEmpty()) {
      flush();
    }
    commits.add(commit);
    commit.changes().forEach(change -> added(change.key().length + change.value().length));
  }

  private void added(long more) {
    bytes += more;
    if (bytes >= MOST_BYTES || baseline.size() + commits.size() >= MOST_ITEMS) {
      flush();
    }
  }

  private void flush() {
    if (!baseline.isEmpty()) {
      writer.appendBaseline(baseline, retained.horizon());
      baseline.clear();
    }
    if (!commits.isEmpty()) {
      long last = commits.get(commits.size() - 1).time();
      writer.append(commits, false, new Head(last, last, retained));
      commits.clear();
    }
    bytes = 0;
  }
}
