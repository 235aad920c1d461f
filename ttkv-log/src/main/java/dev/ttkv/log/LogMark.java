// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.spi.Head;
import dev.ttkv.spi.Retained;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is kept beside the segments of how the log was left: that all of it up to {@code end} was on
 * the disk, and, if it was closed, what would else have to be read out of the log.
 *
 * @param generation the generation of the log
 * @param end where the log ended when the mark was made
 * @param closed what was known when the log was closed; empty if it was open
 */
record LogMark(long generation, long end, Optional<Closed> closed) {
  private static final String FILE = "MARK";
  private static final long MAGIC = 0x74746b766d61726bL;
  private static final int FORMAT = 1;

  /**
   * A log that was closed.
   *
   * @param head how far the log is
   * @param lastFrame the offset of the last frame in the last segment, 0 if there is none
   * @param versions the number of versions
   * @param times the entries of the time index
   * @param positions the entries of the time index
   * @param index the name of the index's folder
   * @param files what the index's folder holds
   */
  record Closed(
      Head head,
      int lastFrame,
      long versions,
      long[] times,
      long[] positions,
      String index,
      List<FileSum> files) {}

  void write(Disk disk, Path folder) throws IOException {
    disk.replace(folder.resolve(FILE), encode());
  }

  /** Returns the mark in a folder; empty if there is none that is whole. */
  static Optional<LogMark> read(Path folder) throws IOException {
    try {
      return decode(Files.readAllBytes(folder.resolve(FILE)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private byte[] encode() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(MAGIC);
    out.writeInt(FORMAT);
    out.writeLong(generation);
    out.writeLong(end);
    out.writeBoolean(closed.isPresent());
    if (closed.isPresent()) {
      Closed known = closed.get();
      out.writeLong(known.head.watermark());
      out.writeLong(known.head.lastCommit());
      byte[] retained = known.head.retained().encode();
      out.writeInt(retained.length);
      out.write(retained);
      out.writeInt(known.lastFrame);
      out.writeLong(known.versions);
      out.writeInt(known.times.length);
      for (int i = 0; i < known.times.length; i++) {
        out.writeLong(known.times[i]);
        out.writeLong(known.positions[i]);
      }
      out.writeUTF(known.index);
      out.writeInt(known.files.size());
      for (FileSum file : known.files) {
        out.writeUTF(file.name());
        out.writeLong(file.length());
        out.writeInt(file.checksum());
      }
    }
    out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  private static Optional<LogMark> decode(byte[] bytes) throws IOException {
    int length = bytes.length - Integer.BYTES;
    if (length < Long.BYTES + Integer.BYTES
        || ByteBuffer.wrap(bytes).getInt(length) != checksum(bytes, length)) {
      return Optional.empty();
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
      return Optional.empty();
    }
    long generation = in.readLong();
    long end = in.readLong();
    return Optional.of(
        new LogMark(
            generation, end, in.readBoolean() ? Optional.of(closed(in)) : Optional.empty()));
  }

  private static Closed closed(DataInputStream in) throws IOException {
    long watermark = in.readLong();
    long lastCommit = in.readLong();
    byte[] retained = new byte[in.readInt()];
    in.readFully(retained);
    Head head = new Head(watermark, lastCommit, Retained.decode(FILE, retained));
    int lastFrame = in.readInt();
    long versions = in.readLong();
    long[] times = new long[in.readInt()];
    long[] positions = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = in.readLong();
      positions[i] = in.readLong();
    }
    String index = in.readUTF();
    FileSum[] files = new FileSum[in.readInt()];
    for (int i = 0; i < files.length; i++) {
      files[i] = new FileSum(in.readUTF(), in.readLong(), in.readInt());
    }
    return new Closed(
        head, lastFrame, versions, times, positions, index, new ArrayList<>(Arrays.asList(files)));
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
