// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A bounded part of the answer to a read. A page may be empty and still go on.
 *
 * @param items what was found, in the order of the read
 * @param next where the page ends, if there may be more: all of the range up to and with it has
 *     been covered, and the rest lies beyond it in the order of the read; empty at the end
 * @param <T> what is read
 * @param <C> what the read goes along: {@code byte[]} for keys, {@link Long} for times
 */
public record Page<T, C>(List<T> items, Optional<C> next) {
  /**
   * Checks for null. The list is not copied: who makes a page gives it away.
   *
   * @throws NullPointerException if a component is null
   */
  public Page {
    Objects.requireNonNull(items, "items");
    Objects.requireNonNull(next, "next");
  }

  /** Returns a page after which there is nothing. */
  public static <T, C> Page<T, C> last(List<T> items) {
    return new Page<>(items, Optional.empty());
  }
}
