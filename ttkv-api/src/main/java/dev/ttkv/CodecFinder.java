// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static java.util.Map.entry;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the codecs of the components of records by their types. */
final class CodecFinder {
  private static final Map<Class<?>, Codec<?>> SCALARS =
      Map.ofEntries(
          entry(String.class, ScalarCodecs.UTF8),
          entry(byte[].class, ScalarCodecs.BYTES),
          entry(boolean.class, ScalarCodecs.BOOL),
          entry(Boolean.class, ScalarCodecs.BOOL),
          entry(byte.class, ScalarCodecs.INT8),
          entry(Byte.class, ScalarCodecs.INT8),
          entry(short.class, ScalarCodecs.INT16),
          entry(Short.class, ScalarCodecs.INT16),
          entry(int.class, ScalarCodecs.INT32),
          entry(Integer.class, ScalarCodecs.INT32),
          entry(long.class, ScalarCodecs.INT64),
          entry(Long.class, ScalarCodecs.INT64),
          entry(char.class, ScalarCodecs.CHAR16),
          entry(Character.class, ScalarCodecs.CHAR16),
          entry(float.class, ScalarCodecs.FLOAT32),
          entry(Float.class, ScalarCodecs.FLOAT32),
          entry(double.class, ScalarCodecs.FLOAT64),
          entry(Double.class, ScalarCodecs.FLOAT64),
          entry(UUID.class, ScalarCodecs.UUIDS),
          entry(Instant.class, ScalarCodecs.INSTANT),
          entry(Duration.class, ScalarCodecs.DURATION),
          entry(LocalDate.class, ScalarCodecs.LOCAL_DATE),
          entry(LocalTime.class, ScalarCodecs.LOCAL_TIME),
          entry(LocalDateTime.class, ScalarCodecs.LOCAL_DATE_TIME),
          entry(BigInteger.class, ScalarCodecs.BIG_INTEGER),
          entry(BigDecimal.class, ScalarCodecs.BIG_DECIMAL));

  private final CodecFraming framing;

  /** The records around the type in question, in whose declarations it stands. */
  private final List<Class<?>> around;

  /** What the type variables of the innermost of these records stand for. */
  private final Map<TypeVariable<?>, Function<String, Codec<?>>> variables;

  private CodecFinder(
      CodecFraming framing,
      List<Class<?>> around,
      Map<TypeVariable<?>, Function<String, Codec<?>>> variables) {
    this.framing = framing;
    this.around = around;
    this.variables = variables;
  }

  static <R extends Record> Codec<R> record(Class<R> type, CodecFraming framing) {
    RecordCodec.requireRecord(type);
    return new CodecFinder(framing, List.of(), Map.of()).recordOf(type, new Type[0], "");
  }

  /**
   * Returns the codec of a type.
   *
   * @param where the component that the type belongs to, for messages
   */
  private Codec<?> find(Type type, String where) {
    if (type instanceof Class<?> simple) {
      return ofClass(simple, where);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      return ofGeneric(raw, generic.getActualTypeArguments(), type, where);
    }
    if (type instanceof WildcardType wildcard) {
      return find(wildcard.getUpperBounds()[0], where);
    }
    if (type instanceof TypeVariable<?> variable && variables.containsKey(variable)) {
      return variables.get(variable).apply(where);
    }
    throw none(type, where);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an enum, as was checked
  private Codec<?> ofClass(Class<?> type, String where) {
    @Nullable Codec<?> scalar = SCALARS.get(type);
    boolean ordered = framing == CodecFraming.ORDERED;
    if (scalar != null && (scalar instanceof KeyCodec || !ordered)) {
      return scalar;
    }
    if (type.isEnum()) {
      return new EnumCodec<>((Class) type, framing);
    }
    if (type.isRecord()) {
      return recordOf(type, new Type[0], where);
    }
    if (type.isArray() && !ordered) {
      return SequenceCodec.ofArray(type.getComponentType(), find(type.getComponentType(), where));
    }
    throw none(type, where);
  }

  private Codec<?> ofGeneric(Class<?> raw, Type[] arguments, Type type, String where) {
    if (raw.isRecord()) {
      return recordOf(raw, arguments, where);
    }
    if (raw == Optional.class) {
      return new OptionalCodec<>(find(arguments[0], where));
    }
    if (raw == List.class) {
      return SequenceCodec.ofList(find(arguments[0], where), framing);
    }
    if (framing == CodecFraming.COMPACT && raw == Set.class) {
      return SequenceCodec.ofSet(find(arguments[0], where));
    }
    if (framing == CodecFraming.COMPACT && raw == Map.class) {
      return SequenceCodec.ofMap(find(arguments[0], where), find(arguments[1], where));
    }
    throw none(type, where);
  }

  private <R> Codec<R> recordOf(Class<R> type, Type[] arguments, String where) {
    if (around.contains(type)) {
      throw refused(where + " makes record " + type.getName() + " contain itself");
    }
    Map<TypeVariable<?>, Function<String, Codec<?>>> bound = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      Type argument = arguments[i]; // found here, outside of the record, and only if it is used
      bound.put(type.getTypeParameters()[i], user -> find(argument, user));
    }
    List<Class<?>> path = new ArrayList<>(around);
    path.add(type);
    CodecFinder inside = new CodecFinder(framing, List.copyOf(path), Map.copyOf(bound));
    RecordComponent[] components = type.getRecordComponents();
    Codec<?>[] codecs = new Codec<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      codecs[i] =
          inside.find(components[i].getGenericType(), RecordCodec.describe(type, components[i]));
    }
    return RecordCodec.of(type, codecs, framing);
  }

  private IllegalArgumentException none(Type type, String where) {
    return refused(
        where
            + (framing == CodecFraming.ORDERED ? " has no key codec" : " has no codec")
            + ": its type is "
            + type.getTypeName());
  }

  private IllegalArgumentException refused(String why) {
    String factory = framing == CodecFraming.ORDERED ? "KeyCodec" : "Codec";
    return new IllegalArgumentException(
        String.format(
            "%s. Give %s.record the codecs of all components, that of your own type made with"
                + " %s.of",
            why, factory, factory));
  }
}
