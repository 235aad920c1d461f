// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes under which an engine keeps a version, with a checksum over its key and time too, so
 * that bytes that stand in the wrong place are noticed as well as those that changed (SPEC 7.3).
 *
 * <pre>
 * flags 1 | CRC-32C 4 | [time - previous, varint] | [changes, varint] | [note length, varint | note] | value
 * </pre>
 *
 * <p>One version of each commit carries the commit's {@link Head}; with the time of the commit
 * before it and the number of its changes, a version that is missing is noticed. Multi-byte numbers
 * are big-endian; a varint has seven bits a byte, the lowest first, and the high bit where more
 * follow. The checksum covers the time, the flags, the length of the key, the key, and what stands
 * behind the checksum.
 *
 * @param deletion whether the version is a deletion
 * @param value the value's bytes; of no length for a deletion
 * @param head what is known of the whole commit, if this version carries it
 */
public record VersionRecord(boolean deletion, byte[] value, Optional<Head> head) {
  /**
   * What is kept of a commit beside its changes.
   *
   * @param previous the timestamp of the commit before it, {@link Timestamps#NONE} for the first
   * @param changes the number of its changes, at least 1
   * @param note the bytes of its note
   */
  public record Head(long previous, int changes, Optional<byte[]> note) {
    /**
     * Checks for null.
     *
     * @throws NullPointerException if {@code note} is null
     */
    public Head {
      Objects.requireNonNull(note, "note");
    }

    /** Returns the head of a commit. */
    public static Head of(StoredCommit commit) {
      return new Head(commit.previous(), commit.changes().size(), commit.note());
    }
  }

  private static final int DELETION = 1;
  private static final int HEAD = 2;
  private static final int SEVERAL = 4;
  private static final int NOTE = 8;
  private static final int KNOWN = DELETION | HEAD | SEVERAL | NOTE;
  private static final int PREFIX = 5;
  private static final int MAX_VARINT = 10;

  /** Returns the bytes of this version of {@code key} at {@code time}. */
  public byte[] encode(byte[] key, long time) {
    ByteBuffer front = ByteBuffer.allocate(3 * MAX_VARINT);
    int flags = deletion ? DELETION : 0;
    byte[] note = new byte[0];
    if (head.isPresent()) {
      flags |= HEAD;
      putVarint(front, time - head.get().previous());
      if (head.get().changes() > 1) {
        flags |= SEVERAL;
        putVarint(front, head.get().changes());
      }
      if (head.get().note().isPresent()) {
        flags |= NOTE;
        note = head.get().note().get();
        putVarint(front, note.length);
      }
    }
    ByteBuffer record =
        ByteBuffer.allocate(PREFIX + front.position() + note.length + value.length)
            .put((byte) flags)
            .putInt(0)
            .put(front.flip())
            .put(note)
            .put(value);
    byte[] bytes = record.array();
    record.putInt(1, checksum(key, time, bytes));
    return bytes;
  }

  /**
   * Returns the version whose bytes these are.
   *
   * @param location the store, for the message
   * @param key the key under which the bytes were found
   * @param time the timestamp under which the bytes were found
   * @throws DamagedStoreException if they are not the bytes of a version of that key and time
   */
  public static VersionRecord decode(String location, byte[] key, long time, byte[] bytes) {
    if (bytes.length < PREFIX
        || ByteBuffer.wrap(bytes).getInt(1) != checksum(key, time, bytes)
        || (bytes[0] & ~KNOWN) != 0) {
      throw damaged(location, key, time);
    }
    int flags = bytes[0];
    boolean deletion = (flags & DELETION) != 0;
    if ((flags & HEAD) == 0) {
      return new VersionRecord(
          deletion, Arrays.copyOfRange(bytes, PREFIX, bytes.length), Optional.empty());
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes).position(PREFIX);
    long previous = time - getVarint(rest);
    int changes = (flags & SEVERAL) == 0 ? 1 : (int) getVarint(rest);
    Optional<byte[]> note = Optional.empty();
    if ((flags & NOTE) != 0) {
      long length = getVarint(rest);
      if (length < 0 || length > rest.remaining()) {
        throw damaged(location, key, time);
      }
      byte[] text = new byte[(int) length];
      rest.get(text);
      note = Optional.of(text);
    }
    return new VersionRecord(
        deletion,
        Arrays.copyOfRange(bytes, rest.position(), bytes.length),
        Optional.of(new Head(previous, changes, note)));
  }

  /** Returns the version that this record holds, at its time. */
  public StoredVersion at(long time) {
    return new StoredVersion(time, deletion, value);
  }

  private static DamagedStoreException damaged(String location, byte[] key, long time) {
    return new DamagedStoreException(
        "%s: the version of key %s at %s is damaged: its checksum does not match; restore the store from a backup"
            .formatted(location, describe(key), Timestamps.toInstant(time)));
  }

  private static String describe(byte[] key) {
    for (byte b : key) {
      if (b < ' ' || b > '~') {
        return "0x" + HexFormat.of().formatHex(key, 0, Math.min(key.length, 64));
      }
    }
    return "'" + new String(key, 0, Math.min(key.length, 64), StandardCharsets.US_ASCII) + "'";
  }

  private static int checksum(byte[] key, long time, byte[] bytes) {
    CRC32C crc = new CRC32C();
    byte[] front = ByteBuffer.allocate(13).putLong(time).put(bytes[0]).putInt(key.length).array();
    crc.update(front, 0, front.length);
    crc.update(key, 0, key.length);
    crc.update(bytes, PREFIX, bytes.length - PREFIX);
    return (int) crc.getValue();
  }

  private static void putVarint(ByteBuffer target, long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }

  private static long getVarint(ByteBuffer source) {
    long number = 0;
    int shift = 0;
    byte b;
    do {
      b = source.hasRemaining() ? source.get() : 0;
      number |= (long) (b & 0x7F) << shift;
      shift += 7;
    } while (b < 0);
    return number;
  }
}
