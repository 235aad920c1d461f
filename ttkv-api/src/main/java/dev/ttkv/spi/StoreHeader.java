// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Codec;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.KeyCodec;
import java.util.Objects;

/**
 * What a store keeps of how it was written: the names of its codecs. An engine stores it when it
 * creates and gives it back when it opens (SPEC 7.4).
 *
 * @param keyCodec the name of the key codec
 * @param valueCodec the name of the value codec
 */
public record StoreHeader(String keyCodec, String valueCodec) {
  /**
   * Checks for null.
   *
   * @throws NullPointerException if a component is null
   */
  public StoreHeader {
    Objects.requireNonNull(keyCodec, "keyCodec");
    Objects.requireNonNull(valueCodec, "valueCodec");
  }

  /** Returns the header of a store with these codecs. */
  public static StoreHeader of(KeyCodec<?> keys, Codec<?> values) {
    return new StoreHeader(keys.name(), values.name());
  }

  /**
   * Refuses a store that was written with other codecs than these.
   *
   * @param location the store, for the message
   * @param stored what is in the store
   * @throws FormatMismatchException if {@code stored} differs
   */
  public void check(String location, StoreHeader stored) {
    if (!keyCodec.equals(stored.keyCodec)) {
      throw mismatch(location, "keys", stored.keyCodec, keyCodec);
    }
    if (!valueCodec.equals(stored.valueCodec)) {
      throw mismatch(location, "values", stored.valueCodec, valueCodec);
    }
  }

  private static FormatMismatchException mismatch(
      String location, String what, String stored, String given) {
    return new FormatMismatchException(
        "%s: its %s were written with the codec %s, not %s; open it with the codec that it has"
            .formatted(location, what, stored, given));
  }
}
