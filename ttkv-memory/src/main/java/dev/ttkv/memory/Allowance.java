// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.spi.PageLimit;

/** What is left of a {@link PageLimit} while a page is filled. */
final class Allowance {
  private final PageLimit limit;
  private int items;
  private long bytes;

  Allowance(PageLimit limit) {
    this.limit = limit;
  }

  /** Takes what the next part of the page needs, and tells whether it fits; the first one does. */
  boolean take(int items, long bytes) {
    boolean first = this.items == 0;
    this.items += items;
    this.bytes += bytes;
    return first || (this.items <= limit.items() && this.bytes <= limit.bytes());
  }
}
