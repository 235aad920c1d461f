// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The components of a record, read by its accessors and given to its canonical constructor. */
final class RecordCodec<R> extends Codec<R> {
  private final Class<R> type;
  private final Constructor<R> constructor;
  private final List<Method> accessors;
  private final CodecTuple components;
  private final boolean canonical;

  private RecordCodec(Class<R> type, List<Codec<?>> codecs, CodecFraming framing) {
    super(framing.name("record(" + type.getName() + signature(type, codecs) + ")"));
    RecordComponent[] found = type.getRecordComponents();
    this.type = type;
    this.constructor = constructor(type, found);
    this.accessors = Arrays.stream(found).map(c -> accessible(type, c.getAccessor())).toList();
    this.components =
        new CodecTuple(Arrays.stream(found).map(c -> describe(type, c)).toList(), codecs, framing);
    this.canonical = framing == CodecFraming.ORDERED;
  }

  static <R> Codec<R> of(Class<R> type, Codec<?>[] codecs, CodecFraming framing) {
    requireRecord(type);
    List<Codec<?>> copy = Arrays.asList(Objects.requireNonNull(codecs, "components").clone());
    int count = type.getRecordComponents().length;
    if (copy.size() != count) {
      throw new IllegalArgumentException(
          String.format(
              "the record %s has %d components and was given %d codecs",
              type.getName(), count, copy.size()));
    }
    for (int i = 0; i < count; i++) {
      Objects.requireNonNull(copy.get(i), "components[" + i + "]");
    }
    return new RecordCodec<>(type, copy, framing);
  }

  static void requireRecord(Class<?> type) {
    if (!Objects.requireNonNull(type, "type").isRecord()) {
      throw new IllegalArgumentException(type.getName() + " is not a record");
    }
  }

  /** Names a component in messages. */
  static String describe(Class<?> type, RecordComponent component) {
    return "component " + component.getName() + " of record " + type.getName();
  }

  private static String signature(Class<?> type, List<Codec<?>> codecs) {
    RecordComponent[] components = type.getRecordComponents();
    return IntStream.range(0, components.length)
        .mapToObj(i -> (i == 0 ? ": " : "") + components[i].getName() + " " + codecs.get(i))
        .collect(Collectors.joining(", "));
  }

  private static <R> Constructor<R> constructor(Class<R> type, RecordComponent[] components) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return accessible(type, type.getDeclaredConstructor(parameters));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without canonical constructor: " + type, e);
    }
  }

  private static <A extends AccessibleObject> A accessible(Class<?> type, A member) {
    if (!member.trySetAccessible()) {
      Module own = RecordCodec.class.getModule();
      throw new IllegalArgumentException(
          String.format(
              "the record %s cannot be read and made: put \"opens %s%s;\" into the declaration of"
                  + " module %s",
              type.getName(),
              type.getPackageName(),
              own.isNamed() ? " to " + own.getName() : "",
              type.getModule().getName()));
    }
    return member;
  }

  @Override
  public byte[] encode(R value) {
    Objects.requireNonNull(value, "value");
    @Nullable Object[] parts = new Object[accessors.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = read(accessors.get(i), value);
    }
    return components.encode(parts);
  }

  private @Nullable Object read(Method accessor, R value) {
    try {
      return accessor.invoke(value);
    } catch (InvocationTargetException e) {
      throw failed("the accessor " + accessor.getName(), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible at the start
    }
  }

  @Override
  public R decode(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    try {
      R value = make(components.decode(bytes));
      if (canonical && !Arrays.equals(bytes, encode(value))) {
        throw new IllegalArgumentException("the constructor changed what it was given");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  private R make(Object[] parts) {
    try {
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      throw failed("the constructor", e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(e); // records are not abstract; made accessible at the start
    }
  }

  /** Passes an error on, and returns the refusal that stands for another exception. */
  private IllegalArgumentException failed(String what, InvocationTargetException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalArgumentException(
        what + " of record " + type.getName() + " failed: " + cause, cause);
  }

  @Override
  int width() {
    return components.width();
  }
}
