// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.spi.StoreHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The beginning of a segment's file.
 *
 * <pre>
 * "ttkv-log" 8 | format 4 | bytes of the header 4 | generation 8 | segment 4 | salt 8
 *   | end of the segment before 4 | its last frame 4
 *   | length 4, name of the key codec | length 4, name of the value codec | CRC-32C 4
 * </pre>
 *
 * @param generation the generation of the log
 * @param segment the number of the segment
 * @param salt what goes into the checksums of its frames
 * @param previousEnd where the segment before it ends, 0 if there is none
 * @param previousLast where the last frame of the segment before it begins, 0 if there is none
 * @param codecs the names of the store's codecs
 */
record SegmentHeader(
    long generation,
    int segment,
    long salt,
    int previousEnd,
    int previousLast,
    StoreHeader codecs) {
  static final int FORMAT = 1;

  private static final byte[] MAGIC = "ttkv-log".getBytes(StandardCharsets.US_ASCII);
  private static final int START = MAGIC.length + 2 * Integer.BYTES;
  private static final int FIXED = 2 * Long.BYTES + 5 * Integer.BYTES;
  private static final int MOST = 1 << 20;

  byte[] encode() {
    byte[] keys = codecs.keyCodec().getBytes(StandardCharsets.UTF_8);
    byte[] values = codecs.valueCodec().getBytes(StandardCharsets.UTF_8);
    int length = START + FIXED + keys.length + values.length + Integer.BYTES;
    ByteBuffer bytes =
        ByteBuffer.allocate(length)
            .put(MAGIC)
            .putInt(FORMAT)
            .putInt(length)
            .putLong(generation)
            .putInt(segment)
            .putLong(salt)
            .putInt(previousEnd)
            .putInt(previousLast)
            .putInt(keys.length)
            .put(keys)
            .putInt(values.length)
            .put(values);
    return bytes.putInt(checksum(bytes.array(), length - Integer.BYTES)).array();
  }

  int bytes() {
    return encode().length;
  }

  /**
   * Returns the header at the beginning of a file.
   *
   * @param what the store and the file, for messages
   */
  static SegmentHeader decode(String what, ByteBuffer file) {
    byte[] magic = new byte[MAGIC.length];
    if (file.capacity() < START || !startsWith(file, magic)) {
      throw new FormatMismatchException(what + " is not a part of a log; choose another place");
    }
    int format = file.getInt(MAGIC.length);
    if (format > FORMAT) {
      throw new FormatMismatchException(
          "%s has format %d, this library reads format %d; use a newer one"
              .formatted(what, format, FORMAT));
    }
    int length = file.getInt(MAGIC.length + Integer.BYTES);
    if (format != FORMAT || length < START || length > Math.min(MOST, file.capacity())) {
      throw damaged(what);
    }
    byte[] bytes = new byte[length];
    file.get(0, bytes);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.getInt(length - Integer.BYTES) != checksum(bytes, length - Integer.BYTES)) {
      throw damaged(what);
    }
    header.position(START);
    return new SegmentHeader(
        header.getLong(),
        header.getInt(),
        header.getLong(),
        header.getInt(),
        header.getInt(),
        new StoreHeader(text(header), text(header)));
  }

  private static boolean startsWith(ByteBuffer file, byte[] start) {
    file.get(0, start);
    return java.util.Arrays.equals(start, MAGIC);
  }

  private static String text(ByteBuffer header) {
    byte[] bytes = new byte[header.getInt()];
    header.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static DamagedStoreException damaged(String what) {
    return new DamagedStoreException(
        what + ": its header is damaged; restore the store from a backup");
  }
}
