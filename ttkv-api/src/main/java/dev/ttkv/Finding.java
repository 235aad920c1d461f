// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * Something in a store that is not as it was written: what {@link Maintenance#verify} finds (SPEC
 * 7.3). Equality compares the keys by their bytes.
 *
 * @param key the bytes of the key that it is about, which its codec may be able to decode; empty if
 *     it is about no key, or nobody can tell which
 * @param time the timestamp of the commit that it is about; empty if it is about none
 * @param what what is wrong, in words that go on from where it is
 */
public record Finding(Optional<byte[]> key, Optional<Instant> time, String what) {
  private static final int MOST_SHOWN = 64;

  /**
   * Checks for null and copies the key.
   *
   * @throws NullPointerException if a component is null
   */
  public Finding {
    key = key.map(byte[]::clone);
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(what, "what");
  }

  /**
   * Makes a finding about the store as a whole.
   *
   * @throws NullPointerException if {@code what} is null
   */
  public static Finding of(String what) {
    return new Finding(Optional.empty(), Optional.empty(), what);
  }

  /** Returns a copy of the bytes of the key. */
  @Override
  public Optional<byte[]> key() {
    return key.map(byte[]::clone);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Finding that
        && Objects.deepEquals(key.orElse(null), that.key.orElse(null))
        && time.equals(that.time)
        && what.equals(that.what);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(key.orElse(null)), time, what);
  }

  /**
   * Returns it in a line: {@code key 'a' at 2026-11-24T09:00:00Z: its checksum does not match}. A
   * key of other than printable ASCII characters is given in hexadecimal digits, and a long one is
   * cut.
   */
  @Override
  public String toString() {
    String where = key.map(bytes -> "key " + text(bytes)).orElse("");
    if (time.isPresent()) {
      where += (where.isEmpty() ? "the commit at " : " at ") + time.get();
    }
    return where.isEmpty() ? what : where + ": " + what;
  }

  private static String text(byte[] key) {
    int shown = Math.min(key.length, MOST_SHOWN);
    String more = shown < key.length ? "..." : "";
    for (int i = 0; i < shown; i++) {
      if (key[i] < ' ' || key[i] > '~') {
        return "0x" + HexFormat.of().formatHex(key, 0, shown) + more;
      }
    }
    return "'" + new String(key, 0, shown, StandardCharsets.US_ASCII) + "'" + more;
  }
}
