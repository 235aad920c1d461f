// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The constants of an enum by their names. The ordered encoding has the ordinal in front, in two
 * bytes, for no class file has room for more constants.
 */
final class EnumCodec<E extends Enum<E>> extends Codec<E> {
  private final Class<E> type;
  private final E[] constants;
  private final Map<String, E> byName;
  private final boolean ordered;

  EnumCodec(Class<E> type, CodecFraming framing) {
    super(framing.name("enum(" + Objects.requireNonNull(type, "type").getName() + ")"));
    E @Nullable [] found = type.getEnumConstants();
    if (found == null) {
      throw new IllegalArgumentException(type.getName() + " is not an enum");
    }
    this.type = type;
    this.constants = found;
    this.byName =
        Arrays.stream(found).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
    this.ordered = framing == CodecFraming.ORDERED;
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the order of the constants is the order of the keys
  public byte[] encode(E value) {
    Objects.requireNonNull(value, "value");
    byte[] name = ScalarCodecs.UTF8.encode(value.name());
    if (!ordered) {
      return name;
    }
    return ByteBuffer.allocate(Short.BYTES + name.length)
        .putShort((short) value.ordinal())
        .put(name)
        .array();
  }

  @Override
  public E decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    try {
      return ordered ? atOrdinal(bytes) : named(ScalarCodecs.UTF8.decode(bytes));
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  private E named(String name) {
    E constant = byName.get(name);
    if (constant == null) {
      throw new IllegalArgumentException(
          type.getName() + " has no constant " + name + ": those that are stored must stay");
    }
    return constant;
  }

  private E atOrdinal(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int ordinal = Short.toUnsignedInt(ByteBuffer.wrap(in.read(Short.BYTES)).getShort());
    String name = ScalarCodecs.UTF8.decode(in.read(bytes.length - Short.BYTES));
    if (ordinal >= constants.length || !constants[ordinal].name().equals(name)) {
      throw new IllegalArgumentException(
          String.format(
              "constant %d of %s was %s when the key was written and is %s now: the constants of"
                  + " keys may be appended to, but not be inserted, reordered, renamed or removed",
              ordinal,
              type.getName(),
              name,
              ordinal < constants.length ? constants[ordinal].name() : "none"));
    }
    return constants[ordinal];
  }
}
