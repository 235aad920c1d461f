// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.function.Supplier;

/** Does again what a trim or an erase has overtaken while nobody was given anything of it yet. */
final class Attempts {
  /** Who forgets that often at just that moment is not waited for. */
  static final int MOST = 100;

  private Attempts() {}

  /**
   * Reads, again if it throws an exception of that kind.
   *
   * @throws RuntimeException what the last attempt throws, or any attempt if it is of another kind
   */
  static <T> T unless(Class<? extends RuntimeException> overtaken, Supplier<T> read) {
    for (int i = 1; i < MOST; i++) {
      try {
        return read.get();
      } catch (RuntimeException e) {
        if (!overtaken.isInstance(e)) {
          throw e;
        }
      }
    }
    return read.get();
  }
}
