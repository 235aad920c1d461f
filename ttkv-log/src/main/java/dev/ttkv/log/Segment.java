// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.spi.Retained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One file of the log, to be read by any number of threads. It is read through a mapping, which no
 * interrupt closes and which shows what was written to the file a moment ago; who reads knows how
 * far that is.
 */
final class Segment {
  /** The longest file that a mapping can show. */
  static final int MOST_BYTES = Integer.MAX_VALUE;

  private static final int MOST_VARINT = 5;

  private final String location;
  private final Path file;
  private final SegmentHeader header;
  private final int start;
  private volatile ByteBuffer map;

  private Segment(String location, Path file, SegmentHeader header, ByteBuffer map) {
    this.location = location;
    this.file = file;
    this.header = header;
    this.start = header.bytes();
    this.map = map;
  }

  /** Opens the segment in a file that is there. */
  static Segment open(String location, Path file) throws IOException {
    ByteBuffer map = map(file);
    String what = "%s: %s".formatted(location, file.getFileName());
    return new Segment(location, file, SegmentHeader.decode(what, map), map);
  }

  static Path file(Path folder, int number) {
    return folder.resolve("%08d.log".formatted(number));
  }

  private static ByteBuffer map(Path file) throws IOException {
    return Uninterrupted.call(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = Math.min(channel.size(), MOST_BYTES);
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, length);
          }
        });
  }

  SegmentHeader header() {
    return header;
  }

  int number() {
    return header.segment();
  }

  Path file() {
    return file;
  }

  /** Returns where the first frame begins. */
  int start() {
    return start;
  }

  /** Returns the length of the file, as far as it has been looked at. */
  int length() {
    return map.capacity();
  }

  long position(int offset) {
    return Position.of(header.segment(), offset);
  }

  /**
   * Returns the header of the frame at an offset.
   *
   * @throws DamagedStoreException if there is none
   */
  FrameHeader frame(int offset) {
    return probe(offset).orElseThrow(() -> damaged(offset));
  }

  /** Returns the header of the frame at an offset, if there is a whole one. */
  Optional<FrameHeader> probe(int offset) {
    if (!reaches(offset, FrameHeader.BYTES)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[FrameHeader.BYTES];
    map.get(offset, bytes);
    return FrameHeader.decode(bytes, header.salt(), position(offset))
        .filter(frame -> reaches(offset, frame.frameBytes()));
  }

  /**
   * Returns the payload of a frame.
   *
   * @throws DamagedStoreException if its checksum is another
   */
  Payload payload(int offset, FrameHeader frame) {
    return intact(offset, frame).orElseThrow(() -> damaged(offset));
  }

  /**
   * Returns what is retained after a frame that says so.
   *
   * @throws DamagedStoreException if the frame is damaged
   */
  Retained retained(int offset, FrameHeader frame) {
    return payload(offset, frame).retained(location);
  }

  /** Returns the payload of a frame, if its checksum is right. */
  Optional<Payload> intact(int offset, FrameHeader frame) {
    if (!reaches(offset, frame.frameBytes())) {
      return Optional.empty();
    }
    byte[] bytes = new byte[frame.length()];
    map.get(offset + FrameHeader.BYTES, bytes);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue() == frame.payloadChecksum()
        ? Optional.of(new Payload(bytes))
        : Optional.empty();
  }

  /**
   * Returns the record of the version at an offset. Nothing has been checked of it but its length.
   *
   * @throws DamagedStoreException if there can be none
   */
  byte[] record(int offset) {
    int at = recordStart(offset);
    byte[] record = new byte[recordLength(offset, at)];
    map.get(at, record);
    return record;
  }

  /**
   * Returns the bytes of the record of the version at an offset.
   *
   * @throws DamagedStoreException if there can be none
   */
  int recordLength(int offset) {
    return recordLength(offset, recordStart(offset));
  }

  private int recordStart(int offset) {
    int at = offset;
    do {
      if (at < start || at - offset == MOST_VARINT || !reaches(at, 1)) {
        throw damaged(offset);
      }
    } while (map.get(at++) < 0);
    return at;
  }

  private int recordLength(int offset, int recordStart) {
    int length = 0;
    for (int at = recordStart - 1; at >= offset; at--) {
      length = (length << 7) | (map.get(at) & 0x7F);
    }
    if (!reaches(recordStart, length)) {
      throw damaged(offset);
    }
    return length;
  }

  /** Returns what the file holds up to an offset. */
  byte[] bytes(int end) {
    byte[] bytes = new byte[end];
    map.get(0, bytes);
    return bytes;
  }

  /** Returns where the zeros begin that the file ends with, but not less than {@code from}. */
  int contentEnd(int from) {
    ByteBuffer all = map;
    int end = all.capacity();
    while (end > from && all.get(end - 1) == 0) {
      end--;
    }
    return end;
  }

  /**
   * Tells whether the file has so many bytes at an offset; it may have grown since the last look.
   */
  private boolean reaches(int offset, int length) {
    if (offset < 0 || length < 0) {
      return false;
    }
    return (long) offset + length <= map.capacity() || remapped((long) offset + length);
  }

  /** Makes the file shorter, which must not happen between a look at its length and its mapping. */
  synchronized void cut(Disk.DiskFile opened, int end) throws IOException {
    opened.setLength(end);
  }

  private synchronized boolean remapped(long length) {
    try {
      if (length > map.capacity()) {
        map = map(file);
      }
      return length <= map.capacity();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DamagedStoreException damaged(int offset) {
    return new DamagedStoreException(
        "%s: its log is damaged at %s; restore the store from a backup"
            .formatted(location, Position.describe(position(offset))));
  }
}
