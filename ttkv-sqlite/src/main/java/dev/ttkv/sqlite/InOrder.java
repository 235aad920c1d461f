// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Order;

/** A statement in either order. */
record InOrder(String ascending, String descending) {
  /** Makes one of a statement that ends with the column that it orders by. */
  static InOrder of(String ascending) {
    return new InOrder(ascending, ascending + " desc");
  }

  String in(Order order) {
    return order == Order.ASCENDING ? ascending : descending;
  }
}
