// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A codec out of two functions of the user, which are trusted with nothing. */
final class CustomCodec<T> extends Codec<T> {
  private final Function<? super T, byte[]> encode;
  private final Function<byte[], ? extends T> decode;

  CustomCodec(
      String name, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
    super(checked(name));
    this.encode = Objects.requireNonNull(encode, "encode");
    this.decode = Objects.requireNonNull(decode, "decode");
  }

  private static String checked(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("the name of a codec must not be blank");
    }
    Utf8Codec.requirePairedSurrogates(name);
    return name;
  }

  @Override
  public byte[] encode(T value) {
    Objects.requireNonNull(value, "value");
    return result("encode", encode, value).clone();
  }

  @Override
  public T decode(byte[] bytes) {
    return result("decode", decode, Objects.requireNonNull(bytes, "bytes").clone());
  }

  private <A, B> B result(String what, Function<? super A, ? extends B> function, A argument) {
    @Nullable B result;
    try {
      result = function.apply(argument);
    } catch (Exception e) { // whatever a function of the user may throw, checked or not
      throw new IllegalArgumentException(
          "the " + what + " function of the codec " + name() + " failed: " + e, e);
    }
    if (result == null) {
      throw new IllegalArgumentException(
          "the " + what + " function of the codec " + name() + " returned null");
    }
    return result;
  }
}
