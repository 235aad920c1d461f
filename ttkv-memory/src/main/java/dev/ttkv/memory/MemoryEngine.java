// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import java.util.Optional;

/** An engine in memory: what it holds lives until it is closed. */
final class MemoryEngine implements Engine {
  private final StoreHeader header;
  private volatile Optional<Contents> contents = Optional.of(new Contents());

  MemoryEngine(StoreHeader header) {
    this.header = header;
  }

  @Override
  public StoreHeader header() {
    return header;
  }

  @Override
  public Limits limits() {
    return Limits.DEFAULT;
  }

  @Override
  public Durability durability() {
    return Durability.NONE;
  }

  @Override
  public void write(Decision decision) {
    Contents contents = contents();
    contents.append(decision.decide(contents.head(), contents));
  }

  @Override
  public boolean forget(Forgetting decision) {
    Contents before = contents();
    decision.decide(before.head(), before).ifPresent(what -> replace(before.without(what)));
    return true;
  }

  private synchronized void replace(Contents after) {
    contents(); // throws if the store was closed meanwhile
    contents = Optional.of(after);
  }

  @Override
  public Head head() {
    return contents().head();
  }

  @Override
  public Retained retained() {
    return contents().retained();
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return contents().find(key, asOf);
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return contents().versions(key, after, through, order, limit);
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return contents().entries(range, asOf, order, limit);
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return contents().times(after, through, order, limit);
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return contents().times(key, after, through, order, limit);
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return contents().commits(after, through, order, limit);
  }

  /** Lets go of the contents; calls under way in other threads finish on what they have. */
  @Override
  public synchronized void close() {
    contents = Optional.empty();
  }

  private Contents contents() {
    return contents.orElseThrow(() -> new IllegalStateException("the store in memory is closed"));
  }
}
