// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** A codec that is known to be canonical and ordered. */
final class OrderedCodec<T> extends KeyCodec<T> {
  private final Codec<T> codec;

  OrderedCodec(Codec<T> codec) {
    super(codec.name());
    this.codec = codec;
  }

  @Override
  public byte[] encode(T value) {
    return codec.encode(value);
  }

  @Override
  public T decode(byte[] bytes) {
    return codec.decode(bytes);
  }

  @Override
  int width() {
    return codec.width();
  }
}
