// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyCodecTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<KeyCodecKind<?>> kinds() {
    return KeyCodecKind.all();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void encodings_anyTwoKeys_haveTheOrderOfTheKeys(KeyCodecKind<T> kind) {
    long seed = new Random().nextLong();
    List<T> keys = kind.samples(new Random(seed), 80);
    List<byte[]> encodings = keys.stream().map(kind.codec()::encode).toList();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        int order = Integer.signum(kind.order().compare(keys.get(i), keys.get(j)));
        int bytes = Integer.signum(Arrays.compareUnsigned(encodings.get(i), encodings.get(j)));
        if (order != bytes) {
          assertThat(bytes)
              .as("%s and %s, seed %d", keys.get(i), keys.get(j), seed)
              .isEqualTo(order);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void decode_encodingOfAnyKey_givesTheKeyBack(KeyCodecKind<T> kind) {
    long seed = new Random().nextLong();
    for (T key : kind.samples(new Random(seed), 80)) {
      byte[] encoding = kind.codec().encode(key);
      T decoded = kind.codec().decode(encoding.clone());
      assertThat(kind.order().compare(decoded, key)).as("%s, seed %d", key, seed).isZero();
      assertThat(kind.codec().encode(decoded)).as("%s, seed %d", key, seed).isEqualTo(encoding);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void decode_anyBytes_refusesThemOrEncodesToTheSame(KeyCodecKind<T> kind) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<T> keys = kind.samples(random, 20);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = garble(kind.codec().encode(keys.get(random.nextInt(keys.size()))), random);
      try {
        T decoded = kind.codec().decode(bytes);
        assertThat(kind.codec().encode(decoded)).as("seed %d", seed).isEqualTo(bytes);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).as("seed %d", seed).hasMessageStartingWith("not an encoding of ");
      } catch (RuntimeException e) {
        throw new AssertionError(HEX.formatHex(bytes) + ", seed " + seed, e);
      }
    }
  }

  /** Returns the bytes with a few changes, or quite others. */
  static byte[] garble(byte[] bytes, Random random) {
    byte[] tokens = {0, 1, 2, -1, 0x7F, (byte) 0x80};
    if (random.nextInt(8) == 0) {
      byte[] others = new byte[random.nextInt(20)];
      random.nextBytes(others);
      return others;
    }
    List<Byte> result = new ArrayList<>();
    for (byte b : bytes) {
      result.add(b);
    }
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(result.size() + 1);
      byte b = random.nextBoolean() ? tokens[random.nextInt(6)] : (byte) random.nextInt();
      if (at == result.size() || random.nextInt(3) == 0) {
        result.add(at, b);
      } else if (random.nextBoolean()) {
        result.remove(at);
      } else {
        result.set(at, b);
      }
    }
    byte[] garbled = new byte[result.size()];
    for (int i = 0; i < garbled.length; i++) {
      garbled[i] = result.get(i);
    }
    return garbled;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void arrays_changedAfterwards_changeNothing(KeyCodecKind<T> kind) {
    for (T key : kind.edges()) {
      byte[] first = kind.codec().encode(key);
      byte[] copy = first.clone();
      T decoded = kind.codec().decode(first);
      Arrays.fill(first, (byte) 77);
      assertThat(kind.codec().encode(key)).isEqualTo(copy);
      assertThat(kind.codec().encode(decoded)).isEqualTo(copy);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @SuppressWarnings("NullAway") // null is what is tested
  <T> void codec_null_isRefused(KeyCodecKind<T> kind) {
    assertThatNullPointerException().isThrownBy(() -> kind.codec().encode(null));
    assertThatNullPointerException().isThrownBy(() -> kind.codec().decode(null));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <T> void list_ofAnyKeys_beginsWithItsPrefixesOnly(KeyCodecKind<T> kind) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    KeyCodec<List<T>> codec = KeyCodec.list(kind.codec());
    assertThat(codec.encode(List.of())).isEmpty();
    for (int i = 0; i < 50; i++) {
      List<T> list = Stream.generate(() -> kind.random().apply(random)).limit(4).toList();
      for (int length = 0; length <= list.size(); length++) {
        assertThat(begins(codec.encode(list), codec.encode(list.subList(0, length))))
            .as("seed %d", seed)
            .isTrue();
      }
      List<T> other = Stream.generate(() -> kind.random().apply(random)).limit(2).toList();
      assertThat(begins(codec.encode(list), codec.encode(other)))
          .as("seed %d", seed)
          .isEqualTo(
              kind.order().compare(list.get(0), other.get(0)) == 0
                  && kind.order().compare(list.get(1), other.get(1)) == 0);
    }
  }

  private static boolean begins(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Test
  void names_allCodecs_areThoseOfStoresAlreadyWritten() {
    assertThat(KeyCodecKind.all().map(kind -> kind.codec().name()).distinct().limit(8))
        .containsExactly("utf8", "bytes", "int32", "bool", "int8", "int16", "int64", "char16");
    assertThat(
            List.of(
                KeyCodec.float32(),
                KeyCodec.float64(),
                KeyCodec.uuid(),
                KeyCodec.instant(),
                KeyCodec.duration(),
                KeyCodec.localDate(),
                KeyCodec.localTime(),
                KeyCodec.localDateTime(),
                KeyCodec.bigInteger(),
                KeyCodec.enumOf(DayOfWeek.class),
                KeyCodec.optional(KeyCodec.list(KeyCodec.utf8()))))
        .extracting(Codec::name)
        .containsExactly(
            "float32",
            "float64",
            "uuid",
            "instant",
            "duration",
            "localDate",
            "localTime",
            "localDateTime",
            "bigInteger",
            "ordered-enum(java.time.DayOfWeek)",
            "optional(ordered-list(utf8))");
  }

  @Test
  void encodings_allCodecs_areThoseOfStoresAlreadyWritten() {
    assertThat(hex(KeyCodec.utf8(), "aé\0")).isEqualTo("61c3a900");
    assertThat(hex(KeyCodec.int32(), -2)).isEqualTo("7ffffffe");
    assertThat(hex(KeyCodec.int64(), 1L)).isEqualTo("8000000000000001");
    assertThat(hex(KeyCodec.float64(), -0.0)).isEqualTo("7fffffffffffffff");
    assertThat(hex(KeyCodec.float64(), Double.NaN)).isEqualTo("fff8000000000000");
    assertThat(hex(KeyCodec.bool(), true)).isEqualTo("01");
    assertThat(hex(KeyCodec.bigInteger(), BigInteger.valueOf(-129))).isEqualTo("7dff7f");
    assertThat(hex(KeyCodec.instant(), Instant.ofEpochSecond(0, 1)))
        .isEqualTo("800000000000000000000001");
    assertThat(hex(KeyCodec.localDate(), LocalDate.EPOCH)).isEqualTo("8000000000000000");
    assertThat(hex(KeyCodec.enumOf(DayOfWeek.class), DayOfWeek.TUESDAY))
        .isEqualTo("0001" + HEX.formatHex("TUESDAY".getBytes(US_ASCII)));
    assertThat(hex(KeyCodec.list(KeyCodec.utf8()), List.of("a\0", "b")))
        .isEqualTo("6100ff0001620001");
    assertThat(hex(KeyCodec.list(KeyCodec.int8()), List.of((byte) 0, (byte) 1))).isEqualTo("8081");
    assertThat(hex(KeyCodec.optional(KeyCodec.utf8()), Optional.of("a"))).isEqualTo("0161");
  }

  private static <T> String hex(KeyCodec<T> codec, T key) {
    return HEX.formatHex(codec.encode(key));
  }

  @ParameterizedTest
  @CsvSource({
    "bool, 02",
    "bool, ''",
    "int32, 800000",
    "int32, 8000000000",
    "float32, ffc00001", // a NaN with a payload
    "float64, fff8000000000001",
    "float64, 0007ffffffffffff", // a negative NaN
    "instant, 80000000000000003b9aca00", // 1,000,000,000 ns
    "instant, 8000000000000000ffffffff",
    "instant, ffffffffffffffff00000000",
    "localDate, ffffffffffffffff",
    "localTime, 7fffffffffffffff",
    "bigInteger, 80", // no number
    "bigInteger, 820001", // a longer form of 1
    "bigInteger, 7effff", // a longer form of -1
    "bigInteger, 7f01", // a positive number behind the length of a negative one
    "bigInteger, c00000000101", // the long length of a short number
    "bigInteger, ff7fffffff01",
    "bigInteger, ff8000000001",
    "utf8, c080", // overlong
    "utf8, eda080", // a surrogate
    "utf8, f4908080", // beyond U+10FFFF
    "utf8, e282", // cut off
    "utf8, 61ff",
  })
  void decode_malformed_isRefused(String name, String hex) {
    KeyCodec<?> codec =
        KeyCodecKind.all()
            .map(KeyCodecKind::codec)
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.decode(HEX.parseHex(hex)))
        .withMessageStartingWith("not an encoding of " + name + ": ");
  }

  @ParameterizedTest
  @CsvSource({"61", "6100", "610002", "00ff", "610001ff", "0001ff"})
  void decode_malformedList_isRefused(String hex) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyCodec.list(KeyCodec.utf8()).decode(HEX.parseHex(hex)))
        .withMessageStartingWith("not an encoding of ordered-list(utf8): element ");
  }

  @Test
  void float64_anyNaN_isOneKey() {
    double other = Double.longBitsToDouble(0xFFF8_0000_0000_1234L);
    assertThat(KeyCodec.float64().encode(other)).isEqualTo(KeyCodec.float64().encode(Double.NaN));
  }

  @Test
  void list_nullElement_isNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> KeyCodec.list(KeyCodec.utf8()).encode(Arrays.asList("a", null)))
        .withMessage("element 1 is null");
  }

  @Test
  void list_decoded_isUnmodifiable() {
    KeyCodec<List<String>> codec = KeyCodec.list(KeyCodec.utf8());
    List<String> decoded = codec.decode(codec.encode(List.of("a")));
    assertThatThrownBy(() -> decoded.add("b")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void of_functions_makesAKeyCodec() {
    KeyCodec<String> codec = KeyCodec.of("hex", HEX::parseHex, HEX::formatHex);
    assertThat(codec.name()).isEqualTo("hex");
    assertThat(codec.encode("00ff")).containsExactly(0, -1);
    assertThat(codec.decode(new byte[] {0, -1})).isEqualTo("00ff");
    assertThat(KeyCodec.list(codec).encode(List.of("00"))).containsExactly(0, -1, 0, 1);
  }
}
