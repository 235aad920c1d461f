// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.Timestamps;
import dev.ttkv.spi.VersionRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Collects frames to be written in one go. The payload of a commit, with numbers of seven bits a
 * byte, the lowest first, the high bit where more follow:
 *
 * <pre>
 * 0 or length of the note + 1 | note | for each change: length | key | length | {@link VersionRecord}
 * </pre>
 *
 * <p>A part of the baseline has for each version: time 8 | length | key | length | record.
 *
 * <p>A version's position is that of the length before its record.
 */
final class FrameBuffer {
  private static final int KEPT = 1 << 20;

  private final long salt;
  private final int segment;
  private final int start;
  private final long synced;
  private byte[] bytes;
  private int length;
  private int lastFrame = -1;
  private int back;
  private long[] positions = new long[4];
  private int versions;

  /**
   * Makes an empty buffer.
   *
   * @param bytes bytes to use as long as they suffice
   * @param salt the salt of the segment
   * @param start where the first frame will stand
   * @param back the bytes of the frame before it
   * @param synced the position up to which all is on the disk
   */
  FrameBuffer(byte[] bytes, long salt, long start, int back, long synced) {
    this.bytes = bytes;
    this.salt = salt;
    this.segment = Position.segment(start);
    this.start = Position.offset(start);
    this.back = back;
    this.synced = synced;
  }

  void commit(StoredCommit commit) {
    int frame = begin();
    Optional<byte[]> note = commit.note();
    putVarint(note.isPresent() ? note.get().length + 1 : 0);
    if (note.isPresent()) {
      put(note.get());
    }
    for (StoredChange change : commit.changes()) {
      version(change, commit.time());
    }
    end(frame, commit.changes().size(), commit.time(), commit.previous());
  }

  private void version(StoredChange change, long time) {
    putVarint(change.key().length);
    put(change.key());
    byte[] record =
        new VersionRecord(change.deletion(), change.value(), Optional.empty())
            .encode(change.key(), time);
    if (versions == positions.length) {
      positions = Arrays.copyOf(positions, 2 * versions);
    }
    positions[versions++] = Position.of(segment, Math.addExact(start, length));
    putVarint(record.length);
    put(record);
  }

  /** Adds versions that hold at a horizon; no commit is before them. */
  void baseline(List<StoredEntry> entries, long horizon) {
    int frame = begin();
    for (StoredEntry entry : entries) {
      put(ByteBuffer.allocate(Long.BYTES).putLong(entry.time()).array());
      version(new StoredChange(entry.key(), false, entry.value()), entry.time());
    }
    end(frame, -entries.size(), horizon, Timestamps.NONE);
  }

  /** Adds what is retained, and settles. */
  void retained(Head head) {
    int frame = begin();
    put(head.retained().encode());
    end(frame, 0, head.watermark(), head.lastCommit());
  }

  void settle(long watermark, long lastCommit) {
    end(begin(), 0, watermark, lastCommit);
  }

  private int begin() {
    reserve(FrameHeader.BYTES);
    int frame = length;
    length += FrameHeader.BYTES;
    return frame;
  }

  private void end(int frame, int changes, long time, long previous) {
    int payload = frame + FrameHeader.BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes, payload, length - payload);
    new FrameHeader((int) crc.getValue(), length - payload, back, changes, synced, time, previous)
        .encode(bytes, frame, salt, Position.of(segment, Math.addExact(start, frame)));
    back = length - frame;
    lastFrame = frame;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Returns where the last frame will stand. */
  int lastFrame() {
    return start + lastFrame;
  }

  /** Returns the bytes of the last frame. */
  int back() {
    return back;
  }

  /** Returns the positions of the versions, in the order in which they were added. */
  long[] positions() {
    return Arrays.copyOf(positions, versions);
  }

  /** Returns bytes for the next buffer. */
  byte[] reusable() {
    return bytes.length <= KEPT ? bytes : new byte[KEPT];
  }

  private void putVarint(int number) {
    reserve(5);
    int rest = number;
    while ((rest & ~0x7F) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void put(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}
