// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The beginning of a frame, which is a commit, a settling, what is retained, or a part of the
 * baseline: versions that hold at the horizon, with which a log begins that was written anew.
 *
 * <pre>
 * checksum 4 | checksum of the payload 4 | length 4 | back 4 | changes 4 | synced 8 | time 8 | previous 8
 * </pre>
 *
 * <p>The checksums are CRC-32C; that of the header covers the salt of the segment and the position
 * too, so that no bytes that stand elsewhere, and none that a user stores, are taken for a frame.
 *
 * @param payloadChecksum the checksum of the payload
 * @param length the bytes of the payload
 * @param back the bytes of the frame before it in the segment, 0 for the first
 * @param changes the number of changes; 0 for a settling, or, with a payload, for what is retained;
 *     the negative number of versions for a part of the baseline
 * @param synced the position up to which all was on the disk when the frame was written
 * @param time the timestamp of the commit, the watermark that was settled, or the horizon
 * @param previous the timestamp of the commit before it
 */
record FrameHeader(
    int payloadChecksum, int length, int back, int changes, long synced, long time, long previous) {
  static final int BYTES = 44;

  boolean isCommit() {
    return changes > 0;
  }

  boolean isBaseline() {
    return changes < 0;
  }

  boolean isRetained() {
    return changes == 0 && length > 0;
  }

  /** Returns how many versions it has. */
  int versions() {
    return Math.abs(changes);
  }

  /** Returns the bytes of the whole frame. */
  int frameBytes() {
    return BYTES + length;
  }

  void encode(byte[] target, int at, long salt, long position) {
    ByteBuffer buffer = ByteBuffer.wrap(target, at, BYTES);
    buffer.position(at + Integer.BYTES);
    buffer
        .putInt(payloadChecksum)
        .putInt(length)
        .putInt(back)
        .putInt(changes)
        .putLong(synced)
        .putLong(time)
        .putLong(previous);
    buffer.putInt(at, checksum(target, at, salt, position));
  }

  /** Returns the header that these bytes are, if they are one at that position. */
  static Optional<FrameHeader> decode(byte[] bytes, long salt, long position) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getInt() != checksum(bytes, 0, salt, position)) {
      return Optional.empty();
    }
    return Optional.of(
        new FrameHeader(
            buffer.getInt(),
            buffer.getInt(),
            buffer.getInt(),
            buffer.getInt(),
            buffer.getLong(),
            buffer.getLong(),
            buffer.getLong()));
  }

  private static int checksum(byte[] bytes, int at, long salt, long position) {
    CRC32C crc = new CRC32C();
    byte[] place = ByteBuffer.allocate(2 * Long.BYTES).putLong(salt).putLong(position).array();
    crc.update(place, 0, place.length);
    crc.update(bytes, at + Integer.BYTES, BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }
}
