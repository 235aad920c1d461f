// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed number of named parts, each with its codec, encoded one after the other. */
final class CodecTuple {
  private final List<String> names;
  private final List<Codec<Object>> codecs;
  private final CodecFraming framing;

  CodecTuple(List<String> names, List<? extends Codec<?>> codecs, CodecFraming framing) {
    this.names = List.copyOf(names);
    this.codecs = codecs.stream().map(CodecTuple::unchecked).toList();
    this.framing = framing;
  }

  /**
   * What meets a codec made for other objects gets a ClassCastException, which becomes a refusal.
   */
  @SuppressWarnings("unchecked")
  static Codec<Object> unchecked(Codec<?> codec) {
    return (Codec<Object>) codec;
  }

  /** Returns the sum of the widths of the parts, or 0 if the length is not fixed. */
  int width() {
    int sum = 0;
    for (Codec<Object> codec : codecs) {
      if (codec.width() == 0) {
        return 0;
      }
      sum += codec.width();
    }
    return sum;
  }

  byte[] encode(@Nullable Object[] parts) {
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < parts.length; i++) {
      framing.write(out, codecs.get(i), parts[i], names::get, i);
    }
    return out.toByteArray();
  }

  Object[] decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    Object[] parts = new Object[codecs.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = framing.read(in, codecs.get(i), names::get, i);
    }
    in.requireEnd();
    return parts;
  }
}
