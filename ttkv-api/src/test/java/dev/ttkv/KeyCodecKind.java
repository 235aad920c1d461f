// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A key codec with the order that it promises, stated without it, and keys to try: edges, and
 * random ones that often have parts in common.
 */
record KeyCodecKind<T>(
    KeyCodec<T> codec, Comparator<T> order, List<T> edges, Function<Random, T> random) {

  record Pair<A, B>(A first, B second) {}

  /** Returns the kinds of all key codecs, and of composites of all of them. */
  static Stream<KeyCodecKind<?>> all() {
    List<KeyCodecKind<?>> kinds = new ArrayList<>(scalars());
    for (KeyCodecKind<?> scalar : scalars()) {
      kinds.add(optional(scalar));
      kinds.add(list(scalar));
      kinds.add(list(optional(scalar)));
      kinds.add(pair(scalar, strings()));
      kinds.add(pair(list(scalar), scalar));
    }
    kinds.add(list(list(list(strings()))));
    kinds.add(optional(optional(optional(ints()))));
    kinds.add(list(pair(ints(), pair(strings(), optional(list(bytes()))))));
    kinds.add(list(pair(ints(), ints())));
    return kinds.stream();
  }

  List<T> samples(Random random, int count) {
    List<T> samples = new ArrayList<>(edges);
    Stream.generate(() -> this.random.apply(random)).limit(count).forEach(samples::add);
    return samples;
  }

  @Override
  public String toString() {
    return codec.name();
  }

  private static List<KeyCodecKind<?>> scalars() {
    return List.of(
        strings(),
        bytes(),
        ints(),
        natural(KeyCodec.bool(), List.of(false, true), Random::nextBoolean),
        natural(
            KeyCodec.int8(),
            List.of(Byte.MIN_VALUE, (byte) -1, (byte) 0, Byte.MAX_VALUE),
            r -> (byte) r.nextInt()),
        natural(
            KeyCodec.int16(),
            List.of(Short.MIN_VALUE, (short) -1, (short) 0, (short) 255, Short.MAX_VALUE),
            r -> (short) r.nextInt()),
        natural(
            KeyCodec.int64(),
            List.of(Long.MIN_VALUE, -1L << 32, -256L, -1L, 0L, 255L, 1L << 32, Long.MAX_VALUE),
            r -> r.nextLong() >> r.nextInt(64)),
        natural(
            KeyCodec.char16(),
            List.of('\0', 'a', '\uD800', '\uDFFF', '\uFFFF'),
            r -> (char) r.nextInt()),
        natural(
            KeyCodec.float32(),
            List.of(-0.0f, 0.0f, Float.NaN, -1f, 1f, Float.MIN_VALUE, Float.MAX_VALUE),
            r -> Float.intBitsToFloat(r.nextInt())),
        natural(
            KeyCodec.float64(),
            List.of(
                Double.NEGATIVE_INFINITY,
                -Double.MAX_VALUE,
                -1.0,
                -Double.MIN_VALUE,
                -0.0,
                0.0,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NaN),
            r -> Double.longBitsToDouble(r.nextLong())),
        natural(
            KeyCodec.uuid(),
            List.of(
                new UUID(0, 0),
                new UUID(0, -1),
                new UUID(-1, 0),
                new UUID(Long.MIN_VALUE, Long.MAX_VALUE),
                new UUID(Long.MAX_VALUE, Long.MIN_VALUE)),
            r -> new UUID(r.nextLong() >> r.nextInt(64), r.nextLong())),
        natural(
            KeyCodec.instant(),
            List.of(
                Instant.MIN,
                Instant.MIN.plusNanos(1),
                Instant.EPOCH.minusNanos(1),
                Instant.EPOCH,
                Instant.EPOCH.plusNanos(1),
                Instant.MAX.minusNanos(1),
                Instant.MAX),
            r -> Instant.ofEpochSecond(r.nextInt(5) - 2, r.nextInt(1_000_000_000))),
        natural(
            KeyCodec.duration(),
            List.of(
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos(-1),
                Duration.ZERO,
                Duration.ofNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
            r -> Duration.ofSeconds(r.nextInt(5) - 2, r.nextInt(1_000_000_000))),
        natural(
            KeyCodec.localDate(),
            List.of(LocalDate.MIN, LocalDate.EPOCH.minusDays(1), LocalDate.EPOCH, LocalDate.MAX),
            r -> LocalDate.ofEpochDay(r.nextInt())),
        natural(
            KeyCodec.localTime(),
            List.of(LocalTime.MIN, LocalTime.NOON, LocalTime.MAX),
            r -> LocalTime.ofSecondOfDay(r.nextInt(86_400))),
        natural(
            KeyCodec.localDateTime(),
            List.of(LocalDateTime.MIN, LocalDate.EPOCH.atStartOfDay(), LocalDateTime.MAX),
            r -> LocalDateTime.MIN.plusSeconds(r.nextLong() >>> (9 + r.nextInt(55)))),
        natural(
            KeyCodec.bigInteger(),
            powersOfTwo(),
            r -> {
              BigInteger number = new BigInteger(r.nextInt(700), r);
              return r.nextBoolean() ? number : number.negate();
            }),
        natural(
            KeyCodec.enumOf(DayOfWeek.class),
            Arrays.asList(DayOfWeek.values()),
            r -> DayOfWeek.of(1 + r.nextInt(7))));
  }

  private static <T extends Comparable<? super T>> KeyCodecKind<T> natural(
      KeyCodec<T> codec, List<T> edges, Function<Random, T> random) {
    return new KeyCodecKind<>(codec, Comparator.naturalOrder(), edges, random);
  }

  private static List<BigInteger> powersOfTwo() {
    List<BigInteger> powers = new ArrayList<>();
    for (int i : new int[] {0, 6, 7, 8, 15, 16, 495, 496, 503, 504, 511, 512, 2047, 2048, 70_000}) {
      for (int j = -1; j <= 1; j++) {
        powers.add(BigInteger.ONE.shiftLeft(i).add(BigInteger.valueOf(j)));
        powers.add(BigInteger.ONE.shiftLeft(i).add(BigInteger.valueOf(j)).negate());
      }
    }
    return powers;
  }

  static KeyCodecKind<Integer> ints() {
    return natural(
        KeyCodec.int32(),
        List.of(Integer.MIN_VALUE, -65_536, -256, -1, 0, 1, 255, 256, 65_536, Integer.MAX_VALUE),
        r -> r.nextInt() >> r.nextInt(32));
  }

  static KeyCodecKind<byte[]> bytes() {
    return new KeyCodecKind<>(
        KeyCodec.bytes(),
        Arrays::compareUnsigned,
        List.of(new byte[0], new byte[1], new byte[2], new byte[] {-1}, new byte[] {0, -1}),
        r -> {
          byte[] bytes = new byte[r.nextInt(5)];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (r.nextInt(4) - 2); // much of what the framing uses
          }
          return bytes;
        });
  }

  static KeyCodecKind<String> strings() {
    int[] alphabet = {
      0, 1, 2, 'a', 'b', 0x7F, 0x80, 0xFF, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000,
      0x10FFFF
    };
    return new KeyCodecKind<>(
        KeyCodec.utf8(),
        (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()),
        List.of("", "\0", "\0\0", "a", "a\0", "a\1", "aa", "\uFFFF", "\uD83D\uDE00"),
        r -> {
          StringBuilder string = new StringBuilder();
          for (int i = r.nextInt(5); i > 0; i--) {
            string.appendCodePoint(alphabet[r.nextInt(alphabet.length)]);
          }
          return string.toString();
        });
  }

  private static <T> KeyCodecKind<Optional<T>> optional(KeyCodecKind<T> kind) {
    List<Optional<T>> edges = new ArrayList<>(List.of(Optional.empty()));
    kind.edges.forEach(edge -> edges.add(Optional.of(edge)));
    return new KeyCodecKind<>(
        KeyCodec.optional(kind.codec),
        (a, b) ->
            a.isPresent() && b.isPresent()
                ? kind.order.compare(a.get(), b.get())
                : Boolean.compare(a.isPresent(), b.isPresent()),
        edges,
        r -> r.nextInt(4) == 0 ? Optional.empty() : Optional.of(kind.random.apply(r)));
  }

  private static <T> KeyCodecKind<List<T>> list(KeyCodecKind<T> kind) {
    List<List<T>> edges = new ArrayList<>(List.of(List.of()));
    kind.edges.forEach(edge -> edges.add(List.of(edge)));
    kind.edges.forEach(edge -> edges.add(List.of(edge, kind.edges.get(0))));
    return new KeyCodecKind<>(
        KeyCodec.list(kind.codec),
        (a, b) -> {
          for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = kind.order.compare(a.get(i), b.get(i));
            if (order != 0) {
              return order;
            }
          }
          return Integer.compare(a.size(), b.size());
        },
        edges,
        r -> {
          List<T> list = new ArrayList<>();
          for (int i = r.nextInt(4); i > 0; i--) {
            list.add(
                r.nextBoolean()
                    ? kind.edges.get(r.nextInt(kind.edges.size()))
                    : kind.random.apply(r));
          }
          return list;
        });
  }

  @SuppressWarnings("unchecked")
  private static <A, B> KeyCodecKind<Pair<A, B>> pair(
      KeyCodecKind<A> first, KeyCodecKind<B> second) {
    List<Pair<A, B>> edges = new ArrayList<>();
    first.edges.forEach(a -> edges.add(new Pair<>(a, second.edges.get(0))));
    second.edges.forEach(b -> edges.add(new Pair<>(first.edges.get(0), b)));
    return new KeyCodecKind<>(
        (KeyCodec<Pair<A, B>>) (KeyCodec<?>) KeyCodec.record(Pair.class, first.codec, second.codec),
        Comparator.<Pair<A, B>, A>comparing(Pair::first, first.order)
            .thenComparing(Pair::second, second.order),
        edges,
        r -> {
          A a = r.nextBoolean() ? first.random.apply(r) : first.edges.get(r.nextInt(2));
          return new Pair<>(a, second.random.apply(r));
        });
  }
}
