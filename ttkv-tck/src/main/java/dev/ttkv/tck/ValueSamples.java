// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A codec that comes with the library, and values that are hard to give back.
 *
 * @param codec the codec
 * @param values the values, each another one
 */
record ValueSamples<V>(Codec<V> codec, List<V> values) {
  /** A record of types that are known where it is used. */
  record Pair<A, B>(A first, B second) {}

  /** A record of all types that have codecs, but for arrays, which are equal only to themselves. */
  record Mixed(
      boolean flag,
      byte tiny,
      short small,
      int number,
      long large,
      char letter,
      float single,
      double twice,
      Boolean boxed,
      Optional<Byte> maybe,
      List<? extends Short> shorts,
      Set<Integer> numbers,
      Map<Long, Character> letters,
      Pair<Float, Pair<Double, String>> pair,
      UUID id,
      Instant time,
      Duration length,
      LocalDate date,
      LocalTime hour,
      LocalDateTime moment,
      BigInteger whole,
      BigDecimal decimal,
      KeySamples.Fixed fixed,
      DayOfWeek day) {}

  /** A record without components. */
  record Nothing() {}

  /** Returns samples of all codecs. */
  static List<ValueSamples<?>> all() {
    List<ValueSamples<?>> all = new ArrayList<>();
    for (KeySamples<?> keys : KeySamples.all()) {
      all.add(ofKeys(keys));
    }
    all.add(
        new ValueSamples<>(
            Codec.bigDecimal(),
            List.of(
                BigDecimal.ZERO,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal("-1E+1000"),
                new BigDecimal(BigInteger.TWO.pow(900), Integer.MAX_VALUE))));
    all.add(new ValueSamples<>(Codec.enumOf(DayOfWeek.class), List.of(DayOfWeek.values())));
    all.add(
        new ValueSamples<>(
            Codec.optional(Codec.bigDecimal()),
            List.of(Optional.empty(), Optional.of(BigDecimal.ONE))));
    List<List<String>> lists =
        List.of(
            List.of(),
            List.of(""),
            List.of("", ""),
            List.of("\0", "a"),
            List.of("a".repeat(127), "b".repeat(128)),
            List.of("c".repeat(20_000)));
    all.add(new ValueSamples<>(Codec.list(Codec.utf8()), lists));
    all.add(new ValueSamples<>(Codec.list(Codec.list(Codec.utf8())), List.of(List.of(), lists)));
    all.add(
        new ValueSamples<>(
            Codec.list(Codec.int8()),
            List.of(
                List.of(), IntStream.range(0, 500).mapToObj(number -> (byte) number).toList())));
    all.add(
        new ValueSamples<>(
            Codec.set(Codec.utf8()),
            List.of(Set.of(), new LinkedHashSet<>(List.of("b", "", "a")))));
    all.add(
        new ValueSamples<>(Codec.map(Codec.utf8(), Codec.int32()), List.of(Map.of(), backwards())));
    all.add(
        new ValueSamples<>(Codec.map(Codec.int8(), Codec.bool()), List.of(Map.of((byte) 1, true))));
    all.add(new ValueSamples<>(Codec.record(Nothing.class), List.of(new Nothing())));
    all.add(new ValueSamples<>(Codec.record(Mixed.class), List.of(mixed(true), mixed(false))));
    all.add(
        new ValueSamples<>(
            Codec.record(KeySamples.Place.class, Codec.utf8(), Codec.int32()),
            List.of(new KeySamples.Place("", 0), new KeySamples.Place("a", -1))));
    return all;
  }

  private static <K> ValueSamples<K> ofKeys(KeySamples<K> keys) {
    return new ValueSamples<>(keys.codec(), keys.ascending());
  }

  private static Map<String, Integer> backwards() {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("", 2);
    map.put("a", 1);
    return map;
  }

  private static Mixed mixed(boolean most) {
    return new Mixed(
        most,
        most ? Byte.MAX_VALUE : Byte.MIN_VALUE,
        most ? Short.MAX_VALUE : Short.MIN_VALUE,
        most ? Integer.MAX_VALUE : Integer.MIN_VALUE,
        most ? Long.MAX_VALUE : Long.MIN_VALUE,
        most ? Character.MAX_VALUE : Character.MIN_VALUE,
        most ? Float.MAX_VALUE : -0.0f,
        most ? Double.NaN : Double.MIN_VALUE,
        most,
        most ? Optional.of((byte) -1) : Optional.empty(),
        most ? List.of((short) 1, (short) -1) : List.of(),
        most ? Set.of(7) : Set.of(),
        most ? Map.of(1L, 'a') : Map.of(),
        new Pair<>(1.5f, new Pair<>(-1.5, most ? "\uD83D\uDE00" : "")),
        new UUID(most ? -1 : 1, 0),
        most ? Instant.MAX : Instant.MIN,
        most ? Duration.ofNanos(1) : Duration.ofNanos(-1),
        most ? LocalDate.MAX : LocalDate.MIN,
        most ? LocalTime.MAX : LocalTime.MIN,
        most ? LocalDateTime.MAX : LocalDateTime.MIN,
        BigInteger.TWO.pow(most ? 1_000 : 1),
        BigDecimal.valueOf(most ? 1 : -1, 3),
        new KeySamples.Fixed(most ? 1 : -1, most),
        most ? DayOfWeek.SUNDAY : DayOfWeek.MONDAY);
  }
}
