// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.DateTimeException;
import java.util.Objects;
import java.util.function.Function;

/**
 * A codec out of two functions of the library, which give away no array that they keep, and refuse
 * bytes with {@link IllegalArgumentException} or {@link DateTimeException}.
 */
final class SimpleCodec<T> extends Codec<T> {
  private final int width;
  private final Function<T, byte[]> encode;
  private final Function<byte[], T> decode;

  SimpleCodec(String name, int width, Function<T, byte[]> encode, Function<byte[], T> decode) {
    super(name);
    this.width = width;
    this.encode = encode;
    this.decode = decode;
  }

  @Override
  public byte[] encode(T value) {
    return encode.apply(Objects.requireNonNull(value, "value"));
  }

  @Override
  public T decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    try {
      if (width > 0 && bytes.length != width) {
        throw new IllegalArgumentException(bytes.length + " bytes instead of " + width);
      }
      return decode.apply(bytes);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw malformed(e);
    }
  }

  @Override
  int width() {
    return width;
  }
}
