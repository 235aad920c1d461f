// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Objects;
import java.util.Optional;

/** 0 for the empty optional, or 1 and the encoding of what is present: ordered if that is. */
final class OptionalCodec<T> extends Codec<Optional<T>> {
  private static final byte EMPTY = 0;
  private static final byte PRESENT = 1;

  private final Codec<T> codec;

  OptionalCodec(Codec<T> codec) {
    super("optional(" + codec.name() + ")");
    this.codec = codec;
  }

  @Override
  public byte[] encode(Optional<T> value) {
    if (Objects.requireNonNull(value, "value").isEmpty()) {
      return new byte[] {EMPTY};
    }
    byte[] present = codec.encode(value.get());
    byte[] bytes = new byte[1 + present.length];
    bytes[0] = PRESENT;
    System.arraycopy(present, 0, bytes, 1, present.length);
    return bytes;
  }

  @Override
  public Optional<T> decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    try {
      ByteReader in = new ByteReader(bytes);
      byte head = in.read();
      if (head == PRESENT) {
        return Optional.of(codec.decode(in.read(bytes.length - 1)));
      }
      if (head != EMPTY) {
        throw new IllegalArgumentException("the first byte is " + head + " instead of 0 or 1");
      }
      in.requireEnd();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
  }
}
