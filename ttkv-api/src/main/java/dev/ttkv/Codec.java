// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Turns the values of a store into bytes and back. Codecs are immutable, may be shared between
 * threads, and come from the factories here; one for a type of your own is made with {@link #of}
 * or, if the type is a record, {@link #record(Class)}.
 *
 * <p>What a codec cannot give back exactly it refuses when it encodes (SPEC 3.2). Exactly means: an
 * equal value. Lists, sets, maps and optionals come back unmodifiable.
 *
 * <p>The name of a codec stands for its encoding: it is recorded in a store and compared when the
 * store is opened again (SPEC 7.4).
 *
 * @param <T> the values
 * @see KeyCodec
 */
public abstract class Codec<T> {
  private final String name;

  Codec(String name) {
    this.name = name;
  }

  /** Returns the name that a store records and compares, {@code list(utf8)} for one (SPEC 7.4). */
  public final String name() {
    return name;
  }

  /**
   * Returns the bytes of a value, in a new array that nobody else can change (SPEC 3.4).
   *
   * @throws NullPointerException if the value, or a component of it, is null; the message says
   *     which (SPEC 3.3)
   * @throws IllegalArgumentException if the value cannot be given back exactly (SPEC 3.2), or if
   *     the function of a codec made with {@link #of} threw, which is then the cause
   */
  public abstract byte[] encode(T value);

  /**
   * Returns the value of bytes that {@link #encode} made. It shares nothing with the array (SPEC
   * 3.4).
   *
   * @throws NullPointerException if {@code bytes} is null
   * @throws IllegalArgumentException if the bytes are not an encoding of this codec, or if the
   *     function of a codec made with {@link #of}, or the constructor of a record, threw, which is
   *     then the cause
   */
  public abstract T decode(byte[] bytes);

  /** Returns the length that every encoding of this codec has, or 0 if they differ. */
  int width() {
    return 0;
  }

  final IllegalArgumentException malformed(RuntimeException cause) {
    return new IllegalArgumentException(
        "not an encoding of " + name + ": " + cause.getMessage(), cause);
  }

  /** Returns the name. */
  @Override
  public final String toString() {
    return name;
  }

  /**
   * Returns a codec of your own functions. The arrays are copied on both sides, so the functions
   * may keep and change theirs (SPEC 3.4). What the functions throw, unless it is an {@link Error},
   * and null results reach the caller as {@link IllegalArgumentException}.
   *
   * @param name stands for the encoding: choose another one when the encoding changes (SPEC 7.4)
   * @param encode gives the bytes of a value; must be safe for use by several threads
   * @param decode gives the value of bytes; must be safe for use by several threads
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank or has an unpaired surrogate
   */
  public static <T> Codec<T> of(
      String name, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
    return new CustomCodec<>(name, encode, decode);
  }

  /**
   * Returns the codec of strings: strict UTF-8. A string with an unpaired surrogate is refused
   * (SPEC 3.2). Nothing is normalised: strings are equal if their characters are.
   */
  public static Codec<String> utf8() {
    return ScalarCodecs.UTF8;
  }

  /** Returns the codec of byte arrays: they are stored as they are. */
  public static Codec<byte[]> bytes() {
    return ScalarCodecs.BYTES;
  }

  /** Returns the codec of booleans: one byte. */
  public static Codec<Boolean> bool() {
    return ScalarCodecs.BOOL;
  }

  /** Returns the codec of bytes: one byte. */
  public static Codec<Byte> int8() {
    return ScalarCodecs.INT8;
  }

  /** Returns the codec of shorts: two bytes. */
  public static Codec<Short> int16() {
    return ScalarCodecs.INT16;
  }

  /** Returns the codec of ints: four bytes. */
  public static Codec<Integer> int32() {
    return ScalarCodecs.INT32;
  }

  /** Returns the codec of longs: eight bytes. */
  public static Codec<Long> int64() {
    return ScalarCodecs.INT64;
  }

  /** Returns the codec of chars, which need not be characters: two bytes. */
  public static Codec<Character> char16() {
    return ScalarCodecs.CHAR16;
  }

  /**
   * Returns the codec of floats: four bytes. -0.0 and 0.0 are two values and every NaN is the same
   * one, as {@link Float#equals} has it.
   */
  public static Codec<Float> float32() {
    return ScalarCodecs.FLOAT32;
  }

  /**
   * Returns the codec of doubles: eight bytes. -0.0 and 0.0 are two values and every NaN is the
   * same one, as {@link Double#equals} has it.
   */
  public static Codec<Double> float64() {
    return ScalarCodecs.FLOAT64;
  }

  /** Returns the codec of UUIDs: 16 bytes. */
  public static Codec<UUID> uuid() {
    return ScalarCodecs.UUIDS;
  }

  /** Returns the codec of instants, {@link Instant#MIN} to {@link Instant#MAX}: 12 bytes. */
  public static Codec<Instant> instant() {
    return ScalarCodecs.INSTANT;
  }

  /** Returns the codec of durations, of any length: 12 bytes. */
  public static Codec<Duration> duration() {
    return ScalarCodecs.DURATION;
  }

  /** Returns the codec of dates, {@link LocalDate#MIN} to {@link LocalDate#MAX}: eight bytes. */
  public static Codec<LocalDate> localDate() {
    return ScalarCodecs.LOCAL_DATE;
  }

  /** Returns the codec of times of day: eight bytes. */
  public static Codec<LocalTime> localTime() {
    return ScalarCodecs.LOCAL_TIME;
  }

  /** Returns the codec of dates with times of day: 16 bytes. */
  public static Codec<LocalDateTime> localDateTime() {
    return ScalarCodecs.LOCAL_DATE_TIME;
  }

  /** Returns the codec of integers of any size. */
  public static Codec<BigInteger> bigInteger() {
    return ScalarCodecs.BIG_INTEGER;
  }

  /** Returns the codec of decimal numbers; it keeps the scale, so 1.0 and 1.00 are two values. */
  public static Codec<BigDecimal> bigDecimal() {
    return ScalarCodecs.BIG_DECIMAL;
  }

  /**
   * Returns the codec of the constants of an enum: their names. Constants may be added and
   * reordered; the values of one that was renamed or removed can no longer be decoded.
   *
   * @throws NullPointerException if {@code type} is null
   * @throws IllegalArgumentException if {@code type} is not an enum
   */
  public static <E extends Enum<E>> Codec<E> enumOf(Class<E> type) {
    return new EnumCodec<>(type, CodecFraming.COMPACT);
  }

  /**
   * Returns the codec of values that may be missing.
   *
   * @throws NullPointerException if {@code value} is null
   */
  public static <T> Codec<Optional<T>> optional(Codec<T> value) {
    return new OptionalCodec<>(Objects.requireNonNull(value, "value"));
  }

  /**
   * Returns the codec of lists.
   *
   * @throws NullPointerException if {@code element} is null
   */
  public static <E> Codec<List<E>> list(Codec<E> element) {
    return SequenceCodec.ofList(Objects.requireNonNull(element, "element"), CodecFraming.COMPACT);
  }

  /**
   * Returns the codec of sets; it keeps the order in which the set iterates. A set that compares
   * its elements otherwise than by {@code equals}, and has equal ones, is refused (SPEC 3.2).
   *
   * @throws NullPointerException if {@code element} is null
   */
  public static <E> Codec<Set<E>> set(Codec<E> element) {
    return SequenceCodec.ofSet(Objects.requireNonNull(element, "element"));
  }

  /**
   * Returns the codec of maps; it keeps the order in which the map iterates. A map that compares
   * its keys otherwise than by {@code equals}, and has equal ones, is refused (SPEC 3.2).
   *
   * @throws NullPointerException if an argument is null
   */
  public static <K, V> Codec<Map<K, V>> map(Codec<K> key, Codec<V> value) {
    return SequenceCodec.ofMap(
        Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
  }

  /**
   * Returns the codec of a record, with codecs chosen by the types of its components: those that
   * have a factory here, as primitive or boxed type, arrays, enums, {@code Optional}, {@code List},
   * {@code Set}, {@code Map} and other records of such types. A record that contains itself has
   * none.
   *
   * <p>The name has the name of the record and the names and codecs of its components: when one of
   * these changes, the encoding is another one. Values are read by the accessors and made by the
   * canonical constructor. Records compare array components by identity; that stays so.
   *
   * @throws NullPointerException if {@code type} is null
   * @throws IllegalArgumentException if a component has a type without codec, or the module of the
   *     record does not open it; the message says which and what to do
   */
  public static <R extends Record> Codec<R> record(Class<R> type) {
    return CodecFinder.record(type, CodecFraming.COMPACT);
  }

  /**
   * Returns the codec of a record with the given codecs, one for each component, in their order.
   * Otherwise like {@link #record(Class)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there are not as many codecs as components, or the module
   *     of the record does not open it
   */
  public static <R extends Record> Codec<R> record(Class<R> type, Codec<?>... components) {
    return RecordCodec.of(type, components, CodecFraming.COMPACT);
  }
}
