// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers the entries of a page of an {@link OrderedBytes}, so that whoever walks over a map need
 * not look at the end of the range, nor at the limit:
 *
 * <pre>
 * PageBuilder page = new PageBuilder(range, order, limit);
 * while (cursor.isValid() &amp;&amp; page.add(cursor.key(), cursor.value())) {
 *   cursor.next();
 * }
 * return page.entries();
 * </pre>
 *
 * <p>The walk may begin before the range: what comes before it is passed over.
 */
public final class PageBuilder {
  private final ByteRange range;
  private final boolean ascending;
  private final PageLimit limit;
  private final List<OrderedBytes.Entry> entries = new ArrayList<>();
  private long bytes;

  /**
   * Begins a page.
   *
   * @param range what is part of it
   * @param order the order in which entries will come
   * @param limit when it is full
   */
  public PageBuilder(ByteRange range, Order order, PageLimit limit) {
    this.range = range;
    this.ascending = order == Order.ASCENDING;
    this.limit = limit;
  }

  /**
   * Takes the next entry of the map, if it is part of the page.
   *
   * @param key an array that nobody changes any more
   * @param value an array that nobody changes any more
   * @return whether the one after it may be part of the page too
   */
  public boolean add(byte[] key, byte[] value) {
    boolean fromOn = Arrays.compareUnsigned(range.from(), key) <= 0;
    boolean beforeTo = range.to().isEmpty() || Arrays.compareUnsigned(key, range.to().get()) < 0;
    if (!(ascending ? beforeTo : fromOn)) {
      return false;
    }
    if (!(ascending ? fromOn : beforeTo) && entries.isEmpty()) {
      return true;
    }
    entries.add(new OrderedBytes.Entry(key, value));
    bytes += (long) key.length + value.length;
    return entries.size() < limit.items() && bytes < limit.bytes();
  }

  /** Returns the page. */
  public List<OrderedBytes.Entry> entries() {
    return entries;
  }
}
