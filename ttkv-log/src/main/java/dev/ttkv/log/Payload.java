// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.VersionRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the payload of a commit's frame, whose checksum was right, as a {@link FrameBuffer} has it.
 */
final class Payload {
  /** Is shown where the versions of a commit stand. */
  @FunctionalInterface
  interface Visitor {
    void version(byte[] key, long time, int offset);
  }

  private final ByteBuffer bytes;

  Payload(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  StoredCommit commit(String location, FrameHeader header) {
    int noteLength = varint(bytes) - 1;
    Optional<byte[]> note = noteLength < 0 ? Optional.empty() : Optional.of(take(noteLength));
    List<StoredChange> changes = new ArrayList<>(Math.min(header.changes(), 1 << 16));
    for (int i = 0; i < header.changes(); i++) {
      byte[] key = take(varint(bytes));
      VersionRecord record =
          VersionRecord.decode(location, key, header.time(), take(varint(bytes)));
      changes.add(new StoredChange(key, record.deletion(), record.value()));
    }
    return new StoredCommit(header.time(), header.previous(), changes, note);
  }

  /** Shows the versions of a commit or of a baseline, with their offsets in the payload. */
  void versions(FrameHeader header, Visitor visitor) {
    if (header.isCommit()) {
      skip(Math.max(0, varint(bytes) - 1));
    }
    for (int i = 0; i < header.versions(); i++) {
      long time = header.isCommit() ? header.time() : bytes.getLong();
      byte[] key = take(varint(bytes));
      int offset = bytes.position();
      skip(varint(bytes));
      visitor.version(key, time, offset);
    }
  }

  /** Returns what is retained, if that is what this is. */
  Retained retained(String location) {
    return Retained.decode(location, bytes.array());
  }

  private byte[] take(int length) {
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  private void skip(int length) {
    bytes.position(bytes.position() + length);
  }

  private static int varint(ByteBuffer source) {
    int number = 0;
    int shift = 0;
    byte b;
    do {
      b = source.get();
      number |= (b & 0x7F) << shift;
      shift += 7;
    } while (b < 0);
    return number;
  }
}
