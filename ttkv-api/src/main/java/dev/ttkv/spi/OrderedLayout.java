// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.FormatMismatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where an {@link OrderedEngine} keeps things in its map, by the first byte of the map's keys:
 *
 * <pre>
 * 0                            the header: the names of the codecs
 * 1                            the head: watermark and time of the last commit
 * 2 | key                      nothing: the directory of all keys that have a version
 * 3 | key, escaped | 0 1 | time  a {@link VersionRecord}
 * 4 | time                     a {@link VersionRecord} with the commit's head, its value the keys
 * 5                            what is {@link Retained}
 * </pre>
 *
 * <p>A version that is not after the horizon is the only one of its key that is not, no deletion,
 * and of no commit.
 *
 * <p>Times are big-endian with the sign bit flipped, so that they sort as numbers. A zero byte in a
 * key is followed by 0xFF, so that no key's versions stand between those of another; the escaping
 * is that of FoundationDB's tuple layer.
 */
final class OrderedLayout {
  static final byte[] HEADER = {0};
  static final byte[] HEAD = {1};
  static final byte[] RETAINED = {5};

  static final ByteRange ALL_VERSIONS = new ByteRange(new byte[] {3}, Optional.of(new byte[] {4}));
  static final ByteRange ALL_COMMITS = new ByteRange(new byte[] {4}, Optional.of(new byte[] {5}));

  /** What stands in none of the places above or below. */
  static final List<ByteRange> NO_PLACES =
      List.of(
          new ByteRange(new byte[0], Optional.of(HEADER)),
          new ByteRange(ByteRange.successor(HEADER), Optional.of(HEAD)),
          new ByteRange(ByteRange.successor(HEAD), Optional.of(new byte[] {2})),
          new ByteRange(ByteRange.successor(RETAINED), Optional.empty()));

  /**
   * By how many bytes what the map is asked for can be longer than a key of a store, beside the
   * zero bytes in that: the kind, the end, the time, and the end of a range.
   */
  static final int MORE_OF_A_KEY = 1 + 2 + Long.BYTES + 1;

  private static final byte DIRECTORY = 2;
  private static final byte VERSION = 3;
  private static final byte COMMIT = 4;
  private static final byte[] NO_KEY = {};
  private static final int FORMAT = 1;

  private OrderedLayout() {}

  static byte[] directoryKey(byte[] key) {
    return ByteBuffer.allocate(1 + key.length).put(DIRECTORY).put(key).array();
  }

  static byte[] keyOfDirectory(byte[] directoryKey) {
    return Arrays.copyOfRange(directoryKey, 1, directoryKey.length);
  }

  static ByteRange directory(ByteRange keys) {
    return new ByteRange(
        directoryKey(keys.from()),
        Optional.of(keys.to().map(OrderedLayout::directoryKey).orElse(new byte[] {VERSION})));
  }

  static byte[] versionKey(byte[] key, long time) {
    int zeros = 0;
    for (byte b : key) {
      if (b == 0) {
        zeros++;
      }
    }
    ByteBuffer result = ByteBuffer.allocate(1 + key.length + zeros + 2 + Long.BYTES).put(VERSION);
    for (byte b : key) {
      result.put(b);
      if (b == 0) {
        result.put((byte) 0xFF);
      }
    }
    return result.put((byte) 0).put((byte) 1).putLong(time ^ Long.MIN_VALUE).array();
  }

  /** Returns the key whose version stands under a key of the map; empty if none can. */
  static Optional<byte[]> keyOfVersion(byte[] versionKey) {
    int end = versionKey.length - Long.BYTES - 2;
    if (end < 1 || versionKey[end] != 0 || versionKey[end + 1] != 1) {
      return Optional.empty();
    }
    ByteBuffer key = ByteBuffer.allocate(end);
    for (int i = 1; i < end; i++) {
      key.put(versionKey[i]);
      if (versionKey[i] == 0 && versionKey[++i] != (byte) 0xFF) {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOf(key.array(), key.position()));
  }

  static byte[] commitKey(long time) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(COMMIT).putLong(time ^ Long.MIN_VALUE).array();
  }

  /** Returns the time at the end of a version's or commit's key. */
  static long time(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES) ^ Long.MIN_VALUE;
  }

  /** Returns the versions of a key with after &lt; time &lt;= through. */
  static ByteRange versions(byte[] key, long after, long through) {
    return new ByteRange(
        ByteRange.successor(versionKey(key, after)),
        Optional.of(ByteRange.successor(versionKey(key, through))));
  }

  /** Returns the commits with after &lt; time &lt;= through. */
  static ByteRange commits(long after, long through) {
    return new ByteRange(
        ByteRange.successor(commitKey(after)),
        Optional.of(ByteRange.successor(commitKey(through))));
  }

  static byte[] encodeHeader(StoreHeader header) {
    byte[] keys = header.keyCodec().getBytes(StandardCharsets.UTF_8);
    byte[] values = header.valueCodec().getBytes(StandardCharsets.UTF_8);
    byte[] text =
        ByteBuffer.allocate(2 * Integer.BYTES + keys.length + values.length)
            .putInt(FORMAT)
            .putInt(keys.length)
            .put(keys)
            .put(values)
            .array();
    return new VersionRecord(false, text, Optional.empty()).encode(HEADER, 0);
  }

  static StoreHeader decodeHeader(String location, byte[] bytes) {
    ByteBuffer text = ByteBuffer.wrap(VersionRecord.decode(location, HEADER, 0, bytes).value());
    int format = text.getInt();
    if (format != FORMAT) {
      throw new FormatMismatchException(
          "%s has format %d, this library reads format %d; use a newer one"
              .formatted(location, format, FORMAT));
    }
    byte[] keys = new byte[text.getInt()];
    text.get(keys);
    byte[] values = new byte[text.remaining()];
    text.get(values);
    return new StoreHeader(
        new String(keys, StandardCharsets.UTF_8), new String(values, StandardCharsets.UTF_8));
  }

  static byte[] encodeHead(Head head) {
    byte[] times =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(head.watermark())
            .putLong(head.lastCommit())
            .array();
    return new VersionRecord(false, times, Optional.empty()).encode(HEAD, 0);
  }

  /** Returns the head with what is retained, which stands in another place. */
  static Head decodeHead(String location, byte[] bytes, byte[] retained) {
    ByteBuffer times = ByteBuffer.wrap(VersionRecord.decode(location, HEAD, 0, bytes).value());
    return new Head(times.getLong(), times.getLong(), decodeRetained(location, retained));
  }

  static byte[] encodeRetained(Retained retained) {
    return new VersionRecord(false, retained.encode(), Optional.empty()).encode(RETAINED, 0);
  }

  private static Retained decodeRetained(String location, byte[] bytes) {
    return Retained.decode(location, VersionRecord.decode(location, RETAINED, 0, bytes).value());
  }

  static byte[] encodeCommit(StoredCommit commit) {
    int size = 0;
    for (StoredChange change : commit.changes()) {
      size += Integer.BYTES + change.key().length;
    }
    ByteBuffer keys = ByteBuffer.allocate(size);
    for (StoredChange change : commit.changes()) {
      keys.putInt(change.key().length).put(change.key());
    }
    return new VersionRecord(false, keys.array(), Optional.of(VersionRecord.Head.of(commit)))
        .encode(NO_KEY, commit.time());
  }

  static VersionRecord decodeCommit(String location, long time, byte[] bytes) {
    return VersionRecord.decode(location, NO_KEY, time, bytes);
  }

  static List<byte[]> keysOfCommit(VersionRecord commit) {
    List<byte[]> keys = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(commit.value());
    while (bytes.hasRemaining()) {
      byte[] key = new byte[bytes.getInt()];
      bytes.get(key);
      keys.add(key);
    }
    return keys;
  }
}
