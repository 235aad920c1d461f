// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

/**
 * The codecs of what has no parts. Signed numbers are big-endian with the sign bit flipped, so that
 * negative ones sort first.
 */
final class ScalarCodecs {
  static final KeyCodec<String> UTF8 = new Utf8Codec();
  static final KeyCodec<byte[]> BYTES = ordered("bytes", 0, byte[]::clone, byte[]::clone);
  static final KeyCodec<Boolean> BOOL =
      ordered("bool", 1, v -> new byte[] {(byte) (v ? 1 : 0)}, ScalarCodecs::bool);
  static final KeyCodec<Byte> INT8 =
      ordered("int8", 1, v -> new byte[] {(byte) (v ^ 0x80)}, b -> (byte) (b[0] ^ 0x80));
  static final KeyCodec<Short> INT16 =
      ordered(
          "int16",
          Short.BYTES,
          v -> allocate(Short.BYTES).putShort((short) (v ^ 0x8000)).array(),
          b -> (short) (ByteBuffer.wrap(b).getShort() ^ 0x8000));
  static final KeyCodec<Integer> INT32 =
      ordered(
          "int32",
          Integer.BYTES,
          v -> allocate(Integer.BYTES).putInt(flip(v)).array(),
          b -> flip(ByteBuffer.wrap(b).getInt()));
  static final KeyCodec<Long> INT64 =
      ordered(
          "int64",
          Long.BYTES,
          v -> allocate(Long.BYTES).putLong(flip(v)).array(),
          b -> flip(ByteBuffer.wrap(b).getLong()));
  static final KeyCodec<Character> CHAR16 =
      ordered(
          "char16",
          Character.BYTES,
          v -> allocate(Character.BYTES).putChar(v).array(),
          b -> ByteBuffer.wrap(b).getChar());
  static final KeyCodec<Float> FLOAT32 =
      ordered(
          "float32",
          Float.BYTES,
          v -> allocate(Float.BYTES).putInt(sortable(Float.floatToIntBits(v))).array(),
          ScalarCodecs::float32);
  static final KeyCodec<Double> FLOAT64 =
      ordered(
          "float64",
          Double.BYTES,
          v -> allocate(Double.BYTES).putLong(sortable(Double.doubleToLongBits(v))).array(),
          ScalarCodecs::float64);
  static final KeyCodec<UUID> UUIDS =
      ordered(
          "uuid",
          2 * Long.BYTES,
          v ->
              allocate(2 * Long.BYTES)
                  .putLong(flip(v.getMostSignificantBits()))
                  .putLong(flip(v.getLeastSignificantBits()))
                  .array(),
          ScalarCodecs::uuid);
  static final KeyCodec<Instant> INSTANT =
      ordered(
          "instant",
          Long.BYTES + Integer.BYTES,
          v -> seconds(v.getEpochSecond(), v.getNano()),
          b -> Instant.ofEpochSecond(seconds(b), nanos(b)));
  static final KeyCodec<Duration> DURATION =
      ordered(
          "duration",
          Long.BYTES + Integer.BYTES,
          v -> seconds(v.getSeconds(), v.getNano()),
          b -> Duration.ofSeconds(seconds(b), nanos(b)));
  static final KeyCodec<LocalDate> LOCAL_DATE =
      ordered(
          "localDate",
          Long.BYTES,
          v -> allocate(Long.BYTES).putLong(flip(v.toEpochDay())).array(),
          b -> LocalDate.ofEpochDay(flip(ByteBuffer.wrap(b).getLong())));
  static final KeyCodec<LocalTime> LOCAL_TIME =
      ordered(
          "localTime",
          Long.BYTES,
          v -> allocate(Long.BYTES).putLong(flip(v.toNanoOfDay())).array(),
          b -> LocalTime.ofNanoOfDay(flip(ByteBuffer.wrap(b).getLong())));
  static final KeyCodec<LocalDateTime> LOCAL_DATE_TIME =
      ordered(
          "localDateTime",
          2 * Long.BYTES,
          v ->
              allocate(2 * Long.BYTES)
                  .putLong(flip(v.toLocalDate().toEpochDay()))
                  .putLong(flip(v.toLocalTime().toNanoOfDay()))
                  .array(),
          ScalarCodecs::localDateTime);
  static final KeyCodec<BigInteger> BIG_INTEGER =
      ordered("bigInteger", 0, ScalarCodecs::bigInteger, ScalarCodecs::bigInteger);

  /** Not ordered: 1.0 and 1.00 are not equal and yet neither is less. */
  static final Codec<BigDecimal> BIG_DECIMAL =
      new SimpleCodec<>("bigDecimal", 0, ScalarCodecs::bigDecimal, ScalarCodecs::bigDecimal);

  /** The least length of a BigInteger that does not fit into the first byte. */
  private static final int LONG_LENGTH = 0x40;

  private ScalarCodecs() {}

  private static <T> KeyCodec<T> ordered(
      String name, int width, Function<T, byte[]> encode, Function<byte[], T> decode) {
    return new OrderedCodec<>(new SimpleCodec<>(name, width, encode, decode));
  }

  private static ByteBuffer allocate(int width) {
    return ByteBuffer.allocate(width);
  }

  private static int flip(int value) {
    return value ^ Integer.MIN_VALUE;
  }

  private static long flip(long value) {
    return value ^ Long.MIN_VALUE;
  }

  /** Turns the bits of a float, which are sign and magnitude, into bits that sort unsigned. */
  private static int sortable(int bits) {
    return bits < 0 ? ~bits : flip(bits);
  }

  private static long sortable(long bits) {
    return bits < 0 ? ~bits : flip(bits);
  }

  private static boolean bool(byte[] bytes) {
    if (bytes[0] != 0 && bytes[0] != 1) {
      throw new IllegalArgumentException("the byte is " + bytes[0] + " instead of 0 or 1");
    }
    return bytes[0] == 1;
  }

  private static float float32(byte[] bytes) {
    int sortable = ByteBuffer.wrap(bytes).getInt();
    int bits = sortable < 0 ? flip(sortable) : ~sortable;
    float value = Float.intBitsToFloat(bits);
    if (Float.floatToIntBits(value) != bits) {
      throw new IllegalArgumentException("another NaN than the canonical one");
    }
    return value;
  }

  private static double float64(byte[] bytes) {
    long sortable = ByteBuffer.wrap(bytes).getLong();
    long bits = sortable < 0 ? flip(sortable) : ~sortable;
    double value = Double.longBitsToDouble(bits);
    if (Double.doubleToLongBits(value) != bits) {
      throw new IllegalArgumentException("another NaN than the canonical one");
    }
    return value;
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long high = flip(buffer.getLong());
    return new UUID(high, flip(buffer.getLong()));
  }

  private static byte[] seconds(long seconds, int nanos) {
    return allocate(Long.BYTES + Integer.BYTES).putLong(flip(seconds)).putInt(nanos).array();
  }

  private static long seconds(byte[] bytes) {
    return flip(ByteBuffer.wrap(bytes).getLong());
  }

  private static int nanos(byte[] bytes) {
    int nanos = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException("a second does not have so many nanoseconds: " + nanos);
    }
    return nanos;
  }

  private static LocalDateTime localDateTime(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    LocalDate date = LocalDate.ofEpochDay(flip(buffer.getLong()));
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(flip(buffer.getLong())));
  }

  /**
   * Encodes the shortest two's complement behind its length, which is negated bit by bit if the
   * number is negative: the longer such a number is, the less it is.
   */
  private static byte[] bigInteger(BigInteger value) {
    byte[] number = value.toByteArray();
    int invert = value.signum() < 0 ? -1 : 0;
    boolean isShort = number.length < LONG_LENGTH;
    ByteBuffer buffer = ByteBuffer.allocate((isShort ? 1 : 1 + Integer.BYTES) + number.length);
    if (isShort) {
      buffer.put((byte) ((0x80 | number.length) ^ invert));
    } else {
      buffer.put((byte) (0xFF ^ invert)).putInt(number.length ^ invert);
    }
    return buffer.put(number).array();
  }

  private static BigInteger bigInteger(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int head = in.read();
    int invert = head < 0 ? 0 : -1;
    int length = (head ^ invert) & 0x7F;
    if (length >= LONG_LENGTH) {
      length = ByteBuffer.wrap(in.read(Integer.BYTES)).getInt() ^ invert;
    }
    if (length < 1) {
      throw new IllegalArgumentException("a number of " + length + " bytes");
    }
    BigInteger value = new BigInteger(in.read(length));
    in.requireEnd();
    requireCanonical(bytes, bigInteger(value));
    return value;
  }

  private static byte[] bigDecimal(BigDecimal value) {
    byte[] number = value.unscaledValue().toByteArray();
    return allocate(Integer.BYTES + number.length).putInt(value.scale()).put(number).array();
  }

  private static BigDecimal bigDecimal(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int scale = ByteBuffer.wrap(in.read(Integer.BYTES)).getInt();
    BigDecimal value = new BigDecimal(new BigInteger(in.read(bytes.length - Integer.BYTES)), scale);
    requireCanonical(bytes, bigDecimal(value));
    return value;
  }

  private static void requireCanonical(byte[] bytes, byte[] canonical) {
    if (!Arrays.equals(bytes, canonical)) {
      throw new IllegalArgumentException("another encoding of the number than the shortest");
    }
  }
}
