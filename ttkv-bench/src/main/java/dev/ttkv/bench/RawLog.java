// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What makes an engine that loses things safe: each commit with its length and checksum, appended
 * in one write before the engine is told of it. It is not synced, as the stores' are not.
 */
final class RawLog {
  private static final int HEAD = 2 * Integer.BYTES;

  private final RandomAccessFile file;

  RawLog(Path folder) {
    try {
      file = new RandomAccessFile(folder.resolve("bench.log").toFile(), "rw");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void append(Put[] puts) {
    int most = Workload.KEY_LENGTH + Workload.VALUE_LENGTH + Long.BYTES + 2 * Integer.BYTES;
    ByteBuffer frame = ByteBuffer.allocate(HEAD + puts.length * most).position(HEAD);
    for (Put put : puts) {
      byte[] key = put.key().getBytes(UTF_8);
      frame.putInt(key.length).put(key);
      frame.putLong(put.ownTime());
      frame.putInt(put.value().length).put(put.value());
    }
    CRC32C crc = new CRC32C();
    crc.update(frame.array(), HEAD, frame.position() - HEAD);
    frame.putInt(0, frame.position()).putInt(Integer.BYTES, (int) crc.getValue());
    try {
      file.write(frame.array(), 0, frame.position());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
