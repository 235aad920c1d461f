// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the parts of a composite encoding are told apart. Parts of fixed width follow each other as
 * they are, in both ways.
 */
enum CodecFraming {
  /**
   * Keeps the order of the parts: a zero byte is followed by 0xFF, and the part ends with 0x00
   * 0x01, which sorts before every continuation. This is the idea of the tuple layer of
   * FoundationDB (github.com/apple/foundationdb, design/tuple.md), which ends its strings with 0x00
   * and escapes in the same way.
   */
  ORDERED("ordered-") {
    @Override
    void writeVariable(ByteWriter out, byte[] part) {
      for (byte b : part) {
        out.write(b);
        if (b == 0) {
          out.write(ESCAPED);
        }
      }
      out.write((byte) 0);
      out.write(END);
    }

    @Override
    byte[] readVariable(ByteReader in) {
      ByteWriter part = new ByteWriter();
      while (true) {
        byte b = in.read();
        if (b == 0) {
          byte escape = in.read();
          if (escape == END) {
            return part.toByteArray();
          }
          if (escape != ESCAPED) {
            throw new IllegalArgumentException(
                "a zero byte that is neither escaped nor the end at index " + (in.position() - 2));
          }
        }
        part.write(b);
      }
    }
  },

  /** Puts the length before the part. */
  COMPACT("") {
    @Override
    void writeVariable(ByteWriter out, byte[] part) {
      out.writeVarint(part.length);
      out.write(part);
    }

    @Override
    byte[] readVariable(ByteReader in) {
      return in.read(in.readVarint());
    }
  };

  private static final byte ESCAPED = (byte) 0xFF;
  private static final byte END = 1;

  private final String prefix;

  CodecFraming(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the name of a kind of codec that encodes in this way. */
  String name(String kind) {
    return prefix + kind;
  }

  /**
   * Writes the i-th part.
   *
   * @throws NullPointerException if the part, or a part of it, is null; the message says which
   * @throws IllegalArgumentException if the codec refuses the part; the message says which
   */
  final void write(
      ByteWriter out,
      Codec<Object> codec,
      @Nullable Object part,
      IntFunction<String> names,
      int i) {
    if (part == null) {
      throw new NullPointerException(names.apply(i) + " is null");
    }
    byte[] bytes;
    try {
      bytes = codec.encode(part);
    } catch (NullPointerException e) {
      NullPointerException named = new NullPointerException(names.apply(i) + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(names.apply(i) + ": " + e.getMessage(), e);
    } catch (ClassCastException e) {
      throw new IllegalArgumentException(
          names.apply(i) + ": the codec " + codec + " does not take a " + part.getClass().getName(),
          e);
    }
    if (codec.width() > 0) {
      out.write(bytes);
    } else {
      writeVariable(out, bytes);
    }
  }

  /**
   * Reads the i-th part.
   *
   * @throws IllegalArgumentException if the bytes end early or are malformed; the message says
   *     where
   */
  final Object read(ByteReader in, Codec<Object> codec, IntFunction<String> names, int i) {
    try {
      return codec.decode(codec.width() > 0 ? in.read(codec.width()) : readVariable(in));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(names.apply(i) + ": " + e.getMessage(), e);
    }
  }

  abstract void writeVariable(ByteWriter out, byte[] part);

  abstract byte[] readVariable(ByteReader in);
}
