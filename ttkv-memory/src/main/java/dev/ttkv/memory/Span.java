// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Order;

/**
 * Positions in the order of a read.
 *
 * @param from the first of them
 * @param to the first after them; if not after {@code from} there are none
 * @param order the order
 */
record Span(int from, int to, Order order) {
  /** Returns how many positions there are. */
  int size() {
    return Math.max(0, to - from);
  }

  /** Returns one of them, counted in the order of the read. */
  int position(int index) {
    return order == Order.ASCENDING ? from + index : to - 1 - index;
  }
}
