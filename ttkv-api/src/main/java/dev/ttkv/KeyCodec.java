// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Turns the keys of a store into bytes and back: a codec that is canonical and ordered (SPEC 3.1).
 * Canonical: each key has one encoding, and other bytes are refused. Ordered: the encodings,
 * compared as unsigned bytes, have the natural order of the keys. A key codec can encode values as
 * well.
 *
 * <p>The order of lists is that of their first different elements, a list before its continuations;
 * that of records is the order of their components, first to last, whatever {@code compareTo} they
 * may have; an empty optional comes before the others.
 *
 * @param <T> the keys
 */
public abstract class KeyCodec<T> extends Codec<T> {
  KeyCodec(String name) {
    super(name);
  }

  /**
   * Returns a key codec of your own functions. Its order is that of its bytes. Equal keys must be
   * given equal bytes: that is not checked.
   *
   * @param name stands for the encoding: choose another one when the encoding changes (SPEC 7.4)
   * @param encode gives the bytes of a key; must be safe for use by several threads
   * @param decode gives the key of bytes; must be safe for use by several threads
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the name is blank or has an unpaired surrogate
   * @see Codec#of
   */
  public static <T> KeyCodec<T> of(
      String name, Function<? super T, byte[]> encode, Function<byte[], ? extends T> decode) {
    return new OrderedCodec<>(new CustomCodec<>(name, encode, decode));
  }

  /**
   * Returns the codec of strings: strict UTF-8, ordered by code point. That is not the order of
   * {@link String#compareTo} where characters beyond U+FFFF meet those from U+E000. A string with
   * an unpaired surrogate is refused (SPEC 3.2). Nothing is normalised: strings are equal if their
   * characters are.
   */
  public static KeyCodec<String> utf8() {
    return ScalarCodecs.UTF8;
  }

  /** Returns the codec of byte arrays: equal if their content is, ordered as unsigned bytes. */
  public static KeyCodec<byte[]> bytes() {
    return ScalarCodecs.BYTES;
  }

  /** Returns the codec of booleans: false, true. */
  public static KeyCodec<Boolean> bool() {
    return ScalarCodecs.BOOL;
  }

  /** Returns the codec of bytes, ordered by their signed values. */
  public static KeyCodec<Byte> int8() {
    return ScalarCodecs.INT8;
  }

  /** Returns the codec of shorts, ordered by value. */
  public static KeyCodec<Short> int16() {
    return ScalarCodecs.INT16;
  }

  /** Returns the codec of ints, ordered by value. */
  public static KeyCodec<Integer> int32() {
    return ScalarCodecs.INT32;
  }

  /** Returns the codec of longs, ordered by value. */
  public static KeyCodec<Long> int64() {
    return ScalarCodecs.INT64;
  }

  /** Returns the codec of chars, ordered by value. */
  public static KeyCodec<Character> char16() {
    return ScalarCodecs.CHAR16;
  }

  /**
   * Returns the codec of floats, ordered as {@link Float#compare} has it: -0.0 before 0.0, NaN
   * last. Every NaN is the same key.
   */
  public static KeyCodec<Float> float32() {
    return ScalarCodecs.FLOAT32;
  }

  /**
   * Returns the codec of doubles, ordered as {@link Double#compare} has it: -0.0 before 0.0, NaN
   * last. Every NaN is the same key.
   */
  public static KeyCodec<Double> float64() {
    return ScalarCodecs.FLOAT64;
  }

  /**
   * Returns the codec of UUIDs, ordered as {@link UUID#compareTo} has it. It compares the halves as
   * signed numbers, so UUIDs that begin with 8 to f come first, unlike their strings.
   */
  public static KeyCodec<UUID> uuid() {
    return ScalarCodecs.UUIDS;
  }

  /** Returns the codec of instants, {@link Instant#MIN} to {@link Instant#MAX}, in time order. */
  public static KeyCodec<Instant> instant() {
    return ScalarCodecs.INSTANT;
  }

  /** Returns the codec of durations, negative ones first. */
  public static KeyCodec<Duration> duration() {
    return ScalarCodecs.DURATION;
  }

  /** Returns the codec of dates, {@link LocalDate#MIN} to {@link LocalDate#MAX}, in time order. */
  public static KeyCodec<LocalDate> localDate() {
    return ScalarCodecs.LOCAL_DATE;
  }

  /** Returns the codec of times of day, in time order. */
  public static KeyCodec<LocalTime> localTime() {
    return ScalarCodecs.LOCAL_TIME;
  }

  /** Returns the codec of dates with times of day, in time order. */
  public static KeyCodec<LocalDateTime> localDateTime() {
    return ScalarCodecs.LOCAL_DATE_TIME;
  }

  /** Returns the codec of integers of any size, ordered by value. */
  public static KeyCodec<BigInteger> bigInteger() {
    return ScalarCodecs.BIG_INTEGER;
  }

  /**
   * Returns the codec of the constants of an enum, in the order of their declaration. Constants may
   * be appended. When others are inserted, reordered, renamed or removed, the order of the stored
   * keys is no longer that of the enum: the keys concerned are then refused when they are decoded,
   * and are not found when they are looked up.
   *
   * @throws NullPointerException if {@code type} is null
   * @throws IllegalArgumentException if {@code type} is not an enum
   */
  public static <E extends Enum<E>> KeyCodec<E> enumOf(Class<E> type) {
    return new OrderedCodec<>(new EnumCodec<>(type, CodecFraming.ORDERED));
  }

  /**
   * Returns the codec of keys that may be missing: the empty one, then those that are present, in
   * their order.
   *
   * @throws NullPointerException if {@code value} is null
   */
  public static <T> KeyCodec<Optional<T>> optional(KeyCodec<T> value) {
    return new OrderedCodec<>(new OptionalCodec<>(Objects.requireNonNull(value, "value")));
  }

  /**
   * Returns the codec of lists, ordered by their first different elements, a list before its
   * continuations. The encoding of a list begins with the encodings of its prefixes and of no other
   * lists, so that {@link KeyRange#startingWith} finds the continuations of a list.
   *
   * @throws NullPointerException if {@code element} is null
   */
  public static <E> KeyCodec<List<E>> list(KeyCodec<E> element) {
    return new OrderedCodec<>(
        SequenceCodec.ofList(Objects.requireNonNull(element, "element"), CodecFraming.ORDERED));
  }

  /**
   * Returns the codec of a record, ordered by its components, first to last, with codecs chosen by
   * their types: those that have a factory here, as primitive or boxed type, enums, {@code
   * Optional}, {@code List} and other records of such types. A record that contains itself has
   * none.
   *
   * <p>The name has the name of the record and the names and codecs of its components: when one of
   * these changes, the encoding is another one. Keys are read by the accessors and made by the
   * canonical constructor. If the constructor changes what it is given, keys that were stored
   * otherwise are refused when they are decoded.
   *
   * @throws NullPointerException if {@code type} is null
   * @throws IllegalArgumentException if a component has a type without key codec, or the module of
   *     the record does not open it; the message says which and what to do
   */
  public static <R extends Record> KeyCodec<R> record(Class<R> type) {
    return new OrderedCodec<>(CodecFinder.record(type, CodecFraming.ORDERED));
  }

  /**
   * Returns the codec of a record with the given codecs, one for each component, in their order.
   * Otherwise like {@link #record(Class)}.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there are not as many codecs as components, or the module
   *     of the record does not open it
   */
  public static <R extends Record> KeyCodec<R> record(Class<R> type, KeyCodec<?>... components) {
    return new OrderedCodec<>(RecordCodec.of(type, components, CodecFraming.ORDERED));
  }
}
