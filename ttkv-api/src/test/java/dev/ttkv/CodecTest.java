// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecTest {
  private static final Function<byte[], byte[]> SAME = Function.identity();

  /** A codec and some of its values. */
  record Kind<T>(Codec<T> codec, List<T> values) {
    @Override
    public String toString() {
      return codec.name();
    }
  }

  static Stream<Kind<?>> kinds() {
    Kind<BigDecimal> decimals =
        new Kind<>(
            Codec.bigDecimal(),
            List.of(
                BigDecimal.ZERO,
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal("-1E+1000"),
                new BigDecimal(BigInteger.ONE.shiftLeft(900), Integer.MAX_VALUE)));
    Kind<TimeUnit> units =
        new Kind<>(Codec.enumOf(TimeUnit.class), Arrays.asList(TimeUnit.values()));
    Kind<List<String>> lists =
        new Kind<>(
            Codec.list(Codec.utf8()),
            List.of(List.of(), List.of(""), List.of("", ""), List.of("a", "b".repeat(300))));
    return Stream.of(
        decimals,
        units,
        lists,
        optional(decimals),
        optional(lists),
        list(lists),
        list(decimals),
        new Kind<>(Codec.list(Codec.int32()), List.of(List.of(), List.of(1, 2, 3))),
        new Kind<>(Codec.set(Codec.utf8()), List.of(Set.of(), ordered("b", "a"))),
        new Kind<>(Codec.map(Codec.utf8(), Codec.int32()), List.of(Map.of(), ordered("b", 1, "a"))),
        new Kind<>(Codec.map(Codec.int8(), Codec.bool()), List.of(Map.of((byte) 1, true))));
  }

  private static <T> Kind<Optional<T>> optional(Kind<T> kind) {
    return new Kind<>(
        Codec.optional(kind.codec),
        Stream.concat(Stream.of(Optional.<T>empty()), kind.values.stream().map(Optional::of))
            .toList());
  }

  private static <T> Kind<List<T>> list(Kind<T> kind) {
    return new Kind<>(Codec.list(kind.codec), List.of(List.of(), kind.values));
  }

  private static Set<String> ordered(String... elements) {
    return new LinkedHashSet<>(Arrays.asList(elements));
  }

  private static Map<String, Integer> ordered(String first, int value, String second) {
    Map<String, Integer> map = new LinkedHashMap<>();
    map.put(first, value);
    map.put(second, value);
    return map;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void decode_encoding_givesTheValueBack(Kind<T> kind) {
    for (T value : kind.values) {
      T decoded = kind.codec.decode(kind.codec.encode(value));
      assertThat(decoded).isEqualTo(value);
      assertThat(decoded.toString()).as("order").isEqualTo(value.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void decode_anyBytes_refusesThemOrGivesAValue(Kind<T> kind) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      T value = kind.values.get(random.nextInt(kind.values.size()));
      byte[] bytes = KeyCodecTest.garble(kind.codec.encode(value), random);
      try {
        T decoded = kind.codec.decode(bytes);
        assertThat(kind.codec.encode(decoded)).as("seed %d", seed).isEqualTo(bytes);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageStartingWith("not an encoding of ");
      } catch (RuntimeException e) {
        throw new AssertionError(HexFormat.of().formatHex(bytes) + ", seed " + seed, e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @SuppressWarnings("NullAway") // null is what is tested
  <T> void codec_null_isRefused(Kind<T> kind) {
    assertThatNullPointerException().isThrownBy(() -> kind.codec.encode(null));
    assertThatNullPointerException().isThrownBy(() -> kind.codec.decode(null));
  }

  @Test
  void names_composites_differWhereEncodingsDo() {
    assertThat(Codec.list(Codec.utf8()).name()).isEqualTo("list(utf8)");
    assertThat(Codec.set(Codec.utf8()).name()).isEqualTo("set(utf8)");
    assertThat(Codec.map(Codec.utf8(), Codec.int32()).name()).isEqualTo("map(utf8, int32)");
    assertThat(Codec.enumOf(TimeUnit.class).name())
        .isEqualTo("enum(java.util.concurrent.TimeUnit)");
    assertThat(Codec.optional(Codec.utf8()).name()).isEqualTo("optional(utf8)");
    assertThat(Codec.bigDecimal()).hasToString("bigDecimal");
  }

  @Test
  void encodings_composites_areThoseOfStoresAlreadyWritten() {
    assertThat(hex(Codec.list(Codec.utf8()), List.of("a", ""))).isEqualTo("016100");
    assertThat(hex(Codec.list(Codec.utf8()), List.of("a".repeat(128)))).startsWith("800161");
    assertThat(hex(Codec.list(Codec.int8()), List.of((byte) 1, (byte) 2))).isEqualTo("8182");
    assertThat(hex(Codec.map(Codec.utf8(), Codec.bool()), Map.of("a", true))).isEqualTo("03016101");
    assertThat(hex(Codec.bigDecimal(), new BigDecimal("-0.1"))).isEqualTo("00000001ff");
    assertThat(hex(Codec.enumOf(TimeUnit.class), TimeUnit.DAYS)).isEqualTo("44415953");
  }

  private static <T> String hex(Codec<T> codec, T value) {
    return HexFormat.of().formatHex(codec.encode(value));
  }

  @Test
  void decode_elementTwice_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.set(Codec.int8()).decode(new byte[] {1, 1}))
        .withMessage("not an encoding of set(int8): an element occurs twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.map(Codec.int8(), Codec.int8()).decode(new byte[] {1, 1, 1, 2}))
        .withMessage("not an encoding of map(int8, int8): a key occurs twice");
  }

  @Test
  void encode_ofWhatHasEqualElements_isRefused() {
    IdentityHashMap<String, String> map = new IdentityHashMap<>();
    map.put(new String("a"), "1");
    map.put(new String("a"), "2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.map(Codec.utf8(), Codec.utf8()).encode(map))
        .withMessage("a key occurs twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.set(Codec.utf8()).encode(map.keySet()))
        .withMessage("an element occurs twice");
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void null_isNamedByEveryKindOfCodec() {
    for (Codec<?> codec :
        List.of(
            Codec.of("own", SAME, SAME),
            Codec.utf8(),
            Codec.bytes(),
            Codec.enumOf(Order.class),
            KeyCodec.enumOf(Order.class),
            Codec.list(Codec.utf8()),
            Codec.map(Codec.utf8(), Codec.utf8()),
            Codec.optional(Codec.utf8()),
            Codec.record(TimeRange.class))) {
      assertThatNullPointerException().isThrownBy(() -> codec.encode(null)).withMessage("value");
      assertThatNullPointerException().isThrownBy(() -> codec.decode(null)).withMessage("bytes");
    }
  }

  @Test
  void encode_nullInComposite_isNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.set(Codec.utf8()).encode(Collections.singleton(null)))
        .withMessage("element 0 is null");
    Map<String, String> map = new HashMap<>();
    map.put("a", null);
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.map(Codec.utf8(), Codec.utf8()).encode(map))
        .withMessage("element 0: value is null");
    List<List<String>> lists = List.of(List.of(), Arrays.asList("a", null));
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.list(Codec.list(Codec.utf8())).encode(lists))
        .withMessage("element 1: element 1 is null");
  }

  @Test
  void utf8_unpairedSurrogate_isRefusedWithItsIndex() {
    for (String string : List.of("ab\uD800", "ab\uDC00", "ab\uD800c", "ab\uDC00\uD800")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Codec.utf8().encode(string))
          .withMessageContaining(String.format("U+%04X, at index 2:", (int) string.charAt(2)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.list(Codec.utf8()).encode(List.of("", "\uD800")))
        .withMessageStartingWith("element 1: the string has an unpaired surrogate");
  }

  @Test
  void utf8_whatLooksLikeAReplacement_isGivenBack() {
    for (String string : List.of("?", "\uFFFD", "a?\uD83D\uDE00\uFFFD", "\uFEFFbom", "e\u0301")) {
      assertThat(Codec.utf8().decode(Codec.utf8().encode(string))).isEqualTo(string);
    }
  }

  @Test
  void utf8_malformedBytes_areRefusedWithTheirIndex() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.utf8().decode(new byte[] {'a', (byte) 0xC3, 'b'}))
        .withMessage("not an encoding of utf8: malformed bytes at index 1");
  }

  @Test
  void of_functionsThatKeepTheArrays_cannotChangeAnything() {
    Codec<byte[]> raw = Codec.of("raw", SAME, SAME);
    byte[] value = {1, 2};
    byte[] encoded = raw.encode(value);
    value[0] = 9;
    assertThat(encoded).containsExactly(1, 2);
    byte[] decoded = raw.decode(encoded);
    decoded[0] = 9;
    assertThat(encoded).containsExactly(1, 2);

    byte[] kept = {5};
    Codec<String> keeping =
        Codec.of("keeping", string -> kept, bytes -> Integer.toString(++bytes[0]));
    byte[] first = keeping.encode("");
    kept[0] = 6;
    assertThat(first).containsExactly(5);
    assertThat(keeping.decode(first)).isEqualTo("6");
    assertThat(first).containsExactly(5);
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void of_functionReturnsNull_isRefused() {
    Codec<String> codec = Codec.of("nothing", string -> null, bytes -> null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(""))
        .withMessage("the encode function of the codec nothing returned null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(new byte[0]))
        .withMessage("the decode function of the codec nothing returned null");
    assertThatNullPointerException().isThrownBy(() -> codec.encode(null));
    assertThatNullPointerException().isThrownBy(() -> codec.decode(null));
  }

  @Test
  void of_functionThrows_isTheCause() {
    RuntimeException cause = new IllegalStateException("why");
    Codec<String> codec =
        Codec.of(
            "failing",
            string -> {
              throw cause;
            },
            bytes -> {
              throw cause;
            });
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(""))
        .withMessageContaining("failing")
        .withMessageContaining("why")
        .withCause(cause);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(new byte[0]))
        .withMessageContaining("failing")
        .withCause(cause);
  }

  @Test
  void of_functionThrowsError_passesItOn() {
    Codec<String> codec =
        Codec.of(
            "failing",
            string -> {
              throw new StackOverflowError();
            },
            bytes -> "");
    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> codec.encode(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\uD800"})
  void of_badName_isRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.of(name, SAME, SAME));
    assertThatIllegalArgumentException().isThrownBy(() -> KeyCodec.of(name, SAME, SAME));
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void of_null_isNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.of(null, SAME, SAME))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.of("a", null, SAME))
        .withMessage("encode");
    assertThatNullPointerException()
        .isThrownBy(() -> Codec.of("a", SAME, null))
        .withMessage("decode");
    assertThatNullPointerException().isThrownBy(() -> Codec.list(null)).withMessage("element");
    assertThatNullPointerException().isThrownBy(() -> Codec.set(null)).withMessage("element");
    assertThatNullPointerException().isThrownBy(() -> Codec.optional(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> Codec.enumOf(null)).withMessage("type");
  }
}
