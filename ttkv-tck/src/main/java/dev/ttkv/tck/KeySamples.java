// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.KeyCodec;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A key codec that comes with the library, and keys that are hard to give back and to put in order.
 *
 * @param codec the codec
 * @param ascending the keys, in their order
 */
record KeySamples<K>(KeyCodec<K> codec, List<K> ascending) {
  /** A record whose encodings differ in length. */
  record Place(String street, int number) {}

  /** A record whose encodings are all of one length. */
  record Fixed(int number, boolean flag) {}

  /** A record whose constructor changes what it is given. */
  record Caseless(String text) {
    Caseless {
      text = text.toLowerCase(Locale.ROOT);
    }
  }

  /** Returns samples of all key codecs. */
  static List<KeySamples<?>> all() {
    return List.of(
        of(
            KeyCodec.utf8(),
            "",
            "\0",
            "\0\0",
            "\0\1",
            "\1",
            "a",
            "a\0",
            "aa",
            "\uFFFD",
            "\uD83D\uDE00"),
        of(KeyCodec.bytes(), new byte[0], new byte[1], new byte[] {0, -1}, new byte[] {-1}),
        of(KeyCodec.bool(), false, true),
        of(KeyCodec.int8(), Byte.MIN_VALUE, (byte) -1, (byte) 0, (byte) 1, Byte.MAX_VALUE),
        of(KeyCodec.int16(), Short.MIN_VALUE, (short) -1, (short) 0, (short) 256, Short.MAX_VALUE),
        of(KeyCodec.int32(), Integer.MIN_VALUE, -256, -1, 0, 1, 256, Integer.MAX_VALUE),
        of(KeyCodec.int64(), Long.MIN_VALUE, -1L << 32, -1L, 0L, 1L << 32, Long.MAX_VALUE),
        of(KeyCodec.char16(), '\0', 'a', '\u00FF', '\uD800', '\uFFFF'),
        of(
            KeyCodec.float32(),
            Float.NEGATIVE_INFINITY,
            -1.5f,
            -Float.MIN_VALUE,
            -0.0f,
            0.0f,
            Float.MIN_VALUE,
            1.5f,
            Float.POSITIVE_INFINITY,
            Float.NaN),
        of(
            KeyCodec.float64(),
            Double.NEGATIVE_INFINITY,
            -1.5,
            -Double.MIN_VALUE,
            -0.0,
            0.0,
            Double.MIN_VALUE,
            1.5,
            Double.POSITIVE_INFINITY,
            Double.NaN),
        of(
            KeyCodec.uuid(),
            new UUID(Long.MIN_VALUE, 0),
            new UUID(-1, 0),
            new UUID(0, Long.MIN_VALUE),
            new UUID(0, -1),
            new UUID(0, 0),
            new UUID(0, 1),
            new UUID(1, 0),
            new UUID(Long.MAX_VALUE, Long.MAX_VALUE)),
        of(
            KeyCodec.instant(),
            Instant.MIN,
            Model.FIRST,
            Instant.EPOCH.minusNanos(1),
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Instant.MAX),
        of(
            KeyCodec.duration(),
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofNanos(-1),
            Duration.ZERO,
            Duration.ofNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
        of(
            KeyCodec.localDate(),
            LocalDate.MIN,
            LocalDate.EPOCH.minusDays(1),
            LocalDate.EPOCH,
            LocalDate.MAX),
        of(KeyCodec.localTime(), LocalTime.MIN, LocalTime.NOON, LocalTime.MAX),
        of(
            KeyCodec.localDateTime(),
            LocalDateTime.MIN,
            LocalDate.EPOCH.atStartOfDay().minusNanos(1),
            LocalDate.EPOCH.atStartOfDay(),
            LocalDate.EPOCH.atStartOfDay().plusNanos(1),
            LocalDateTime.MAX),
        new KeySamples<>(KeyCodec.bigInteger(), integers()),
        of(KeyCodec.enumOf(DayOfWeek.class), DayOfWeek.values()),
        new KeySamples<>(
            KeyCodec.optional(KeyCodec.optional(KeyCodec.int32())),
            List.of(
                Optional.empty(),
                Optional.of(Optional.empty()),
                Optional.of(Optional.of(-1)),
                Optional.of(Optional.of(1)))),
        new KeySamples<>(
            KeyCodec.list(KeyCodec.utf8()),
            List.of(
                List.of(),
                List.of(""),
                List.of("", ""),
                List.of("", "a"),
                List.of("\0"),
                List.of("\0\1"),
                List.of("\1"),
                List.of("a"),
                List.of("a", ""),
                List.of("a", "b"),
                List.of("a\0"),
                List.of("ab"),
                List.of("x".repeat(100)),
                List.of("x".repeat(100), "y".repeat(100)))),
        new KeySamples<>(
            KeyCodec.list(KeyCodec.int32()),
            List.of(List.of(), List.of(-1), List.of(-1, 0), List.of(0), List.of(0, -1))),
        new KeySamples<>(
            KeyCodec.list(KeyCodec.list(KeyCodec.bool())),
            List.of(
                List.of(),
                List.of(List.of()),
                List.of(List.of(), List.of()),
                List.of(List.of(false)),
                List.of(List.of(false, false)),
                List.of(List.of(true)))),
        new KeySamples<>(
            KeyCodec.record(Place.class),
            List.of(
                new Place("", 1),
                new Place("\0", -1),
                new Place("a", -1),
                new Place("a", 1),
                new Place("a\0", -1),
                new Place("b", -1))),
        of(
            KeyCodec.record(Caseless.class),
            new Caseless("a"),
            new Caseless("B"),
            new Caseless("c")),
        new KeySamples<>(
            KeyCodec.list(KeyCodec.record(Fixed.class)),
            List.of(
                List.of(),
                List.of(new Fixed(-1, true)),
                List.of(new Fixed(1, false)),
                List.of(new Fixed(1, false), new Fixed(1, false)),
                List.of(new Fixed(1, true)))));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied
  private static <K> KeySamples<K> of(KeyCodec<K> codec, K... ascending) {
    return new KeySamples<>(codec, List.of(ascending));
  }

  /** Numbers around those at which an encoding has one byte more, or a longer length. */
  private static List<BigInteger> integers() {
    List<BigInteger> integers = new ArrayList<>(List.of(BigInteger.ZERO));
    for (int bits : new int[] {7, 8, 64, 495, 496, 503, 504, 1023, 2048}) {
      for (int i = -1; i <= 1; i++) {
        BigInteger integer = BigInteger.TWO.pow(bits).add(BigInteger.valueOf(i));
        integers.add(integer);
        integers.add(0, integer.negate());
      }
    }
    return integers.stream().distinct().toList();
  }
}
