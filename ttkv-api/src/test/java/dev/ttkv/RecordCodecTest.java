// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
  private record Point(int x, int y) {}

  private record Named(String name, Point at, List<String> tags) {}

  private record Nothing() {}

  private record Box<T>(T content) {}

  private record Both(Box<Box<String>> first, Box<List<Integer>> second) {}

  @SuppressWarnings("UnusedTypeParameter") // which is what is tested
  private record Id<T>(UUID value) {}

  private record Holder(Id<Thread> id) {}

  private record Tree(int value, List<Tree> children) {}

  private record Spiral<T>(Optional<Spiral<List<T>>> next) {}

  private record Languages(Locale first, int count) {}

  private record Raw(byte[] bytes) {}

  private record Counted(Map<String, Integer> counts) {}

  private record Wild(List<? extends String> strings, Optional<?> thing) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalStateException("not positive: " + value);
      }
    }
  }

  private record Lower(String name) {
    Lower {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  record Broken(int value) {
    @Override
    public int value() {
      throw new UnsupportedOperationException("broken");
    }
  }

  record Fatal(int value) {
    Fatal {
      if (value == 0) {
        throw new AssertionError("fatal");
      }
    }
  }

  private record Keys(
      boolean a,
      byte b,
      short c,
      int d,
      long e,
      char f,
      float g,
      double h,
      Integer i,
      String j,
      UUID k,
      Instant l,
      Duration m,
      LocalDate n,
      LocalTime o,
      LocalDateTime p,
      BigInteger q,
      DayOfWeek r,
      Optional<Long> s,
      List<List<Boolean>> t,
      Point u) {}

  private record Values(
      Keys keys, BigDecimal decimal, Set<DayOfWeek> days, Map<String, List<Point>> points) {}

  private record Arrayed(byte[] a, int[] b, double[][] c, String[] d) {}

  private static final Keys KEYS =
      new Keys(
          true,
          (byte) 1,
          (short) 2,
          3,
          4,
          '\uD800',
          -0.0f,
          Double.NaN,
          9,
          "ten\0",
          new UUID(1, 2),
          Instant.MAX,
          Duration.ofNanos(-1),
          LocalDate.MIN,
          LocalTime.MAX,
          LocalDateTime.MAX,
          BigInteger.TEN.pow(99),
          DayOfWeek.MONDAY,
          Optional.of(1L),
          List.of(List.of(), List.of(true, false)),
          new Point(-1, 1));

  @Test
  void record_allTypesOfKeys_isGivenBack() {
    KeyCodec<Keys> keys = KeyCodec.record(Keys.class);
    Codec<Keys> values = Codec.record(Keys.class);
    assertThat(keys.decode(keys.encode(KEYS))).isEqualTo(KEYS);
    assertThat(values.decode(values.encode(KEYS))).isEqualTo(KEYS);
  }

  @Test
  void record_allTypesOfValues_isGivenBack() {
    Values value =
        new Values(
            KEYS,
            new BigDecimal("1.00"),
            Set.of(DayOfWeek.FRIDAY),
            Map.of("a", List.of(new Point(1, 2))));
    Codec<Values> codec = Codec.record(Values.class);
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
  }

  @Test
  void record_arrays_areGivenBackAsNewOnes() {
    Arrayed value =
        new Arrayed(new byte[] {1}, new int[] {2, 3}, new double[][] {{4}, {}}, new String[] {"5"});
    Codec<Arrayed> codec = Codec.record(Arrayed.class);
    byte[] encoded = codec.encode(value);
    Arrayed decoded = codec.decode(encoded);
    assertThat(decoded.a()).isEqualTo(value.a()).isNotSameAs(value.a());
    assertThat(decoded.b()).isEqualTo(value.b());
    assertThat(Arrays.deepEquals(decoded.c(), value.c())).isTrue();
    assertThat(decoded.d()).isEqualTo(value.d());
    value.a()[0] = 9;
    decoded.a()[0] = 9;
    assertThat(codec.decode(encoded).a()).containsExactly(1);
  }

  @Test
  void name_ofRecord_saysItsComponents() {
    assertThat(Codec.record(Named.class).name())
        .isEqualTo(
            "record(dev.ttkv.RecordCodecTest$Named: name utf8, at"
                + " record(dev.ttkv.RecordCodecTest$Point: x int32, y int32), tags list(utf8))");
    assertThat(KeyCodec.record(Point.class).name())
        .isEqualTo("ordered-record(dev.ttkv.RecordCodecTest$Point: x int32, y int32)");
    assertThat(Codec.record(Nothing.class).name())
        .isEqualTo("record(dev.ttkv.RecordCodecTest$Nothing)");
  }

  @Test
  void encodings_ofRecords_areThoseOfStoresAlreadyWritten() {
    Named value = new Named("n", new Point(0, 1), List.of("a"));
    assertThat(Codec.record(Named.class).encode(value))
        .containsExactly(1, 'n', 0x80, 0, 0, 0, 0x80, 0, 0, 1, 2, 1, 'a');
    assertThat(KeyCodec.record(Named.class).encode(value))
        .containsExactly('n', 0, 1, 0x80, 0, 0, 0, 0x80, 0, 0, 1, 'a', 0, 0xFF, 1, 0, 1);
  }

  @Test
  void record_withoutComponents_isGivenBackInLists() {
    List<Nothing> value = List.of(new Nothing(), new Nothing());
    Codec<List<Nothing>> values = Codec.list(Codec.record(Nothing.class));
    Codec<List<Nothing>> keys = KeyCodec.list(KeyCodec.record(Nothing.class));
    assertThat(values.decode(values.encode(value))).isEqualTo(value);
    assertThat(keys.decode(keys.encode(value))).isEqualTo(value);
  }

  @Test
  void record_generic_takesTheTypesOfTheComponent() {
    Both value = new Both(new Box<>(new Box<>("a")), new Box<>(List.of(1)));
    KeyCodec<Both> codec = KeyCodec.record(Both.class);
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    Holder holder = new Holder(new Id<>(new UUID(1, 2)));
    assertThat(Codec.record(Holder.class).decode(Codec.record(Holder.class).encode(holder)))
        .isEqualTo(holder);
  }

  @Test
  void record_genericWithoutTypes_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Box.class))
        .withMessageStartingWith(
            "component content of record " + Box.class.getName() + " has no codec: its type is T.");
  }

  @Test
  void record_wildcard_takesItsBound() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Wild.class))
        .withMessageContaining("component thing of record")
        .withMessageContaining("its type is java.lang.Object");
  }

  @Test
  void record_containingItself_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Tree.class))
        .withMessageStartingWith(
            "component children of record %1$s makes record %1$s contain itself. Give Codec.record",
            Tree.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyCodec.record(Spiral.class))
        .withMessageContaining("contain itself");
  }

  @Test
  void record_typeWithoutCodec_isRefusedWithRecordComponentAndType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Languages.class))
        .withMessage(
            "component first of record %s has no codec: its type is java.util.Locale. Give"
                + " Codec.record the codecs of all components, that of your own type made with"
                + " Codec.of",
            Languages.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyCodec.record(Counted.class))
        .withMessageContaining("component counts of record")
        .withMessageContaining("has no key codec")
        .withMessageContaining("java.util.Map<java.lang.String, java.lang.Integer>")
        .withMessageContaining("KeyCodec.of");
    assertThatIllegalArgumentException().isThrownBy(() -> KeyCodec.record(Arrayed.class));
  }

  @Test
  void record_codecsGiven_areUsed() {
    KeyCodec<Locale> locale =
        KeyCodec.of(
            "locale",
            l -> l.toLanguageTag().getBytes(UTF_8),
            b -> Locale.forLanguageTag(new String(b, UTF_8)));
    KeyCodec<Languages> codec = KeyCodec.record(Languages.class, locale, KeyCodec.int32());
    Languages value = new Languages(Locale.CANADA_FRENCH, 2);
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    assertThat(codec.name()).endsWith("Languages: first locale, count int32)");
    Codec<Languages> values = Codec.record(Languages.class, locale, Codec.int32());
    assertThat(values.decode(values.encode(value))).isEqualTo(value);
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void record_wrongCodecsGiven_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Point.class, Codec.int32()))
        .withMessage(
            "the record %s has 2 components and was given 1 codecs", Point.class.getName());
    assertThatNullPointerException()
        .isThrownBy(() -> KeyCodec.record(Point.class, KeyCodec.int32(), null))
        .withMessage("components[1]");
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.record((Class<Point>) null))
        .withMessage("type");
    Codec<Point> strings = Codec.record(Point.class, Codec.utf8(), Codec.utf8());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strings.encode(new Point(1, 2)))
        .withMessageEndingWith("the codec utf8 does not take a java.lang.Integer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> strings.decode(new byte[] {0, 0}))
        .withMessageStartingWith("not an encoding of record(");
  }

  @Test
  void record_superclassOfRecords_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Record.class))
        .withMessage("java.lang.Record is not a record");
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void encode_nullComponent_isNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.record(Named.class).encode(new Named("", null, List.of())))
        .withMessage("component at of record %s is null", Named.class.getName());
    Named nested = new Named("", new Point(1, 2), Arrays.asList("a", null));
    assertThatNullPointerException()
        .isThrownBy(() -> KeyCodec.record(Named.class).encode(nested))
        .withMessage("component tags of record %s: element 1 is null", Named.class.getName());
  }

  @Test
  void encode_refusedComponent_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Codec.record(Named.class).encode(new Named("\uD800", new Point(1, 2), List.of())))
        .withMessageStartingWith("component name of record " + Named.class.getName() + ": ");
  }

  @Test
  void encode_accessorThrows_isTheCause() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Broken.class).encode(new Broken(1)))
        .withMessageContaining("the accessor value of record " + Broken.class.getName())
        .withCauseInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void decode_constructorThrows_isTheCause() {
    byte[] zero = Codec.int32().encode(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Positive.class).decode(zero))
        .withMessageContaining("the constructor of record " + Positive.class.getName())
        .withMessageContaining("not positive: 0")
        .withRootCauseInstanceOf(IllegalStateException.class);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Codec.record(Fatal.class).decode(zero))
        .withMessage("fatal");
  }

  @Test
  void decode_keyThatTheConstructorChanges_isRefused() {
    KeyCodec<Lower> codec = KeyCodec.record(Lower.class);
    assertThat(codec.decode(codec.encode(new Lower("A"))).name()).isEqualTo("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(new byte[] {'A', 0, 1}))
        .withMessageEndingWith("the constructor changed what it was given");
  }

  @Test
  void decode_key_isNotShared() {
    KeyCodec<Raw> codec = KeyCodec.record(Raw.class);
    byte[] encoded = codec.encode(new Raw(new byte[] {7}));
    codec.decode(encoded).bytes()[0] = 8;
    assertThat(codec.decode(encoded).bytes()).containsExactly(7);
  }

  @Test
  void decode_malformed_saysWhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Point.class).decode(new byte[7]))
        .withMessageEndingWith(
            "component y of record %s: the bytes end early", Point.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.record(Point.class).decode(new byte[9]))
        .withMessageEndingWith("bytes left over at index 8");
  }
}
