// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Objects;

/**
 * A moment that is kept readable: until the pin ends no trim moves the horizon beyond it (SPEC
 * 6.2). Pins are kept in the store.
 *
 * @param name what it is called; one of its name in a store
 * @param at the moment
 * @param until when the pin ends, by the store's clock, exclusive
 */
public record Pin(String name, Instant at, Instant until) {
  /**
   * Checks the components.
   *
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if the name has an unpaired surrogate
   */
  public Pin {
    Utf8Codec.requirePairedSurrogates(Objects.requireNonNull(name, "name"));
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(until, "until");
  }
}
