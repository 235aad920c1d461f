// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * How much a page may hold. An engine stops at whichever limit comes first, but gives at least one
 * item if there is one, however large.
 *
 * @param items the number of items, which bounds the work of the engine too: it also stops after
 *     having passed over about this many that are no part of the answer
 * @param bytes the bytes of keys and values, at least 1
 */
public record PageLimit(int items, int bytes) {
  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public PageLimit {
    if (items < 1 || bytes < 1) {
      throw new IllegalArgumentException("a page holds at least 1 item and 1 byte");
    }
  }
}
