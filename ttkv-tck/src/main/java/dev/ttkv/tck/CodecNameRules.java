// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Codec;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.KeyCodec;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rule 7.4: the names of the codecs that come with the library, and what they stand for. */
final class CodecNameRules {
  @Rule("7.4")
  void codecs_that_encode_otherwise_have_other_names(Lab lab) {
    Set<String> names = new TreeSet<>();
    for (ValueSamples<?> samples : ValueSamples.all()) {
      assertTrue(names.add(samples.codec().name()), samples.codec().name() + " is two codecs");
      assertEquals(samples.codec().name(), samples.codec().toString());
    }
    Codec<?> other =
        Codec.record(KeySamples.Place.class, Codec.utf8(), Codec.optional(Codec.utf8()));
    assertTrue(names.add(other.name()), other.name() + " is two codecs");
    Lab.Place place = lab.place();
    place.open(KeyCodec.utf8(), Codec.list(Codec.utf8())).close();
    if (lab.survives()) {
      for (Codec<?> wrong :
          List.of(
              Codec.list(Codec.int32()),
              Codec.set(Codec.utf8()),
              Codec.optional(Codec.utf8()),
              KeyCodec.list(KeyCodec.utf8()))) {
        State.assertRefused(
            FormatMismatchException.class,
            () -> place.open(KeyCodec.utf8(), wrong),
            "list(utf8)",
            wrong.name());
      }
    }
    assertTrue(place.open(KeyCodec.utf8(), Codec.list(Codec.utf8())).isEmpty());
  }

  @Rule("7.4")
  void what_a_name_stands_for_does_not_change(Lab lab) {
    List<Codec<?>> values =
        List.of(
            Codec.bool(),
            Codec.int8(),
            Codec.int16(),
            Codec.int32(),
            Codec.int64(),
            Codec.char16(),
            Codec.float32(),
            Codec.float64(),
            Codec.uuid(),
            Codec.instant(),
            Codec.duration(),
            Codec.localDate(),
            Codec.localTime(),
            Codec.localDateTime(),
            Codec.bigInteger());
    assertEquals(
        "bool int8 int16 int32 int64 char16 float32 float64 uuid instant duration localDate"
            + " localTime localDateTime bigInteger",
        values.stream().map(Codec::name).collect(Collectors.joining(" ")));
    assertEquals(
        "record(%s: street utf8, number optional(int32))"
            .formatted(KeySamples.Place.class.getName()),
        Codec.record(KeySamples.Place.class, Codec.utf8(), Codec.optional(Codec.int32())).name());
    assertEquals(
        "ordered-record(%s: number int32, flag bool)".formatted(KeySamples.Fixed.class.getName()),
        KeyCodec.record(KeySamples.Fixed.class).name());
    assertEquals("own", Codec.of("own", Codec.utf8()::encode, Codec.utf8()::decode).name());
    KeyCodec<KeySamples.Place> places =
        KeyCodec.record(KeySamples.Place.class, KeyCodec.utf8(), KeyCodec.int32());
    assertEquals(KeyCodec.record(KeySamples.Place.class).name(), places.name());
    assertBytes("61000180000001", places, new KeySamples.Place("a", 1));
    assertBytes("016100", Codec.list(Codec.utf8()), List.of("a", ""));
    assertBytes("8182", Codec.list(Codec.int8()), List.of((byte) 1, (byte) 2));
    assertBytes("03016101", Codec.map(Codec.utf8(), Codec.bool()), Map.of("a", true));
    assertBytes("00000001ff", Codec.bigDecimal(), new BigDecimal("-0.1"));
    assertBytes("610001", KeyCodec.list(KeyCodec.utf8()), List.of("a"));
    assertBytes(
        "8000000101",
        KeyCodec.list(KeyCodec.record(KeySamples.Fixed.class)),
        List.of(new KeySamples.Fixed(1, true)));
  }

  private static <T> void assertBytes(String hex, Codec<T> codec, T value) {
    assertEquals(hex, HexFormat.of().formatHex(codec.encode(value)), codec.name());
  }
}
