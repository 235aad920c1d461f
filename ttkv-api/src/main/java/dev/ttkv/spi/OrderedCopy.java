// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/** Puts what is left of a store into a fresh map, in writes of bounded size. */
final class OrderedCopy implements Survivors.Visitor {
  private final CheckedBytes map;
  private final OrderedBatch batch = new OrderedBatch();

  private OrderedCopy(CheckedBytes map) {
    this.map = map;
  }

  /**
   * Writes it all.
   *
   * @throws dev.ttkv.TimeTravelStoreException if it cannot be read or written
   */
  static OrderedStart write(CheckedBytes map, StoreHeader header, Survivors survivors) {
    OrderedStart.create(map, header);
    OrderedCopy copy = new OrderedCopy(map);
    survivors.visit(copy);
    Head head = survivors.head();
    copy.batch.head(head);
    copy.batch.retained(head.retained());
    map.put(copy.batch.take());
    return new OrderedStart(header, head);
  }

  @Override
  public void baseline(StoredEntry entry) {
    version(new StoredChange(entry.key(), false, entry.value()), entry.time());
  }

  @Override
  public void commit(StoredCommit commit) {
    commit.changes().forEach(change -> version(change, commit.time()));
    batch.commit(commit);
  }

  private void version(StoredChange change, long time) {
    batch.version(change, time);
    if (batch.isLarge()) {
      map.put(batch.take());
    }
  }
}
