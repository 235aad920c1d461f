// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Order;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Passes commits on and notices one that is missing between two, by the time of the one before. The
 * first one after the horizon knows none before it, and the horizon may have moved to the last that
 * was passed on.
 */
final class ChainIterator implements Iterator<StoredCommit> {
  private final String location;
  private final Order order;
  private final LongSupplier horizon;
  private final Iterator<StoredCommit> commits;
  private Optional<StoredCommit> last = Optional.empty();

  ChainIterator(
      String location, Order order, LongSupplier horizon, Iterator<StoredCommit> commits) {
    this.location = location;
    this.order = order;
    this.horizon = horizon;
    this.commits = commits;
  }

  @Override
  public boolean hasNext() {
    return commits.hasNext();
  }

  @Override
  public StoredCommit next() {
    StoredCommit next = commits.next();
    if (last.isPresent()) {
      boolean ascending = order == Order.ASCENDING;
      StoredCommit older = ascending ? last.get() : next;
      StoredCommit newer = ascending ? next : last.get();
      if (newer.previous() != older.time()
          && !(newer.previous() == Timestamps.NONE && horizon.getAsLong() >= older.time())) {
        throw new DamagedStoreException(
            "%s: a commit between %s and %s is missing; restore the store from a backup"
                .formatted(
                    location,
                    Timestamps.toInstant(older.time()),
                    Timestamps.toInstant(newer.time())));
      }
    }
    last = Optional.of(next);
    return next;
  }
}
