// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.util.List;
import java.util.Optional;

/**
 * What an {@link OrderedEngine} begins with.
 *
 * @param header the header of the store
 * @param head its head
 */
record OrderedStart(StoreHeader header, Head head) {
  /**
   * Finds the store in a map; empty if there is none.
   *
   * @throws FormatMismatchException if it has another format
   * @throws DamagedStoreException if it is damaged
   * @throws TimeTravelStoreException if it cannot be read
   */
  static Optional<OrderedStart> find(CheckedBytes map) {
    return map.get(OrderedLayout.HEADER)
        .map(
            header ->
                new OrderedStart(
                    OrderedLayout.decodeHeader(map.location(), header),
                    OrderedLayout.decodeHead(
                        map.location(),
                        get(map, OrderedLayout.HEAD, "its head"),
                        get(map, OrderedLayout.RETAINED, "what it knows of its horizon"))));
  }

  private static byte[] get(CheckedBytes map, byte[] place, String what) {
    return map.get(place)
        .orElseThrow(
            () ->
                new DamagedStoreException(
                    "%s: %s is missing; restore the store from a backup"
                        .formatted(map.location(), what)));
  }

  /**
   * Creates a store in a map.
   *
   * @throws FormatMismatchException if something else is in it
   * @throws TimeTravelStoreException if it cannot be written, or does not keep what was written
   */
  static OrderedStart create(CheckedBytes map, StoreHeader header) {
    if (!map.page(ByteRange.ALL, Order.ASCENDING, new PageLimit(1, 1)).isEmpty()) {
      throw nothingOf(map);
    }
    OrderedBatch batch = new OrderedBatch();
    batch.header(header);
    batch.head(Head.EMPTY);
    batch.retained(Retained.ALL);
    List<OrderedBytes.Entry> entries = batch.take();
    map.put(entries);
    if (entries.stream().anyMatch(entry -> map.get(entry.key()).isEmpty())) {
      throw new TimeTravelStoreException(
          map.location() + ": the map underneath does not give back what was just put");
    }
    return new OrderedStart(header, Head.EMPTY);
  }

  /** Returns the refusal of a map in which there is no store. */
  static FormatMismatchException nothingOf(CheckedBytes map) {
    return new FormatMismatchException(
        map.location() + " holds something else than a store; choose another place");
  }
}
