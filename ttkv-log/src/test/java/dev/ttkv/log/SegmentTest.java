// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentTest {
  @Test
  void segment_whoseZerosAreCutOffMeanwhile_isRead(@TempDir Path folder) throws Exception {
    SegmentHeader header = new SegmentHeader(1, 0, 7, 0, 0, new StoreHeader("keys", "values"));
    FileDisk disk = new FileDisk();
    Path file = LogSegments.create(disk, folder, header);
    Segment segment = Segment.open("here", file);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (SegmentWriter writer = new SegmentWriter(segment, disk.open(file), segment.start(), 0)) {
      Future<?> writes = thread.submit(() -> growAndCut(writer, stop));
      for (int i = 0; i < 5_000 && !writes.isDone(); i++) {
        assertThat(segment.probe(1 << 20)).isEmpty();
      }
      stop.set(true);
      writes.get();
    } finally {
      stop.set(true);
      thread.shutdown();
    }
  }

  private static Void growAndCut(SegmentWriter writer, AtomicBoolean stop) throws IOException {
    while (!stop.get()) {
      FrameBuffer frames = new FrameBuffer(new byte[100], 7, writer.end(), writer.back(), 0);
      frames.settle(1, 0);
      writer.write(frames);
      writer.cut();
    }
    return null;
  }
}
