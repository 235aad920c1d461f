// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An engine that is another one, but for what is overridden. */
class ForwardingEngine implements Engine {
  final Engine good;

  ForwardingEngine(Engine good) {
    this.good = good;
  }

  /** Changes what is appended; nothing unless it is overridden. */
  Append change(Append append) {
    return append;
  }

  /** Returns commits whose changes are changed. */
  static Append changes(Append append, UnaryOperator<List<StoredChange>> operator) {
    return new Append(
        append.commits().stream()
            .map(
                commit ->
                    new StoredCommit(
                        commit.time(),
                        commit.previous(),
                        operator.apply(commit.changes()),
                        commit.note()))
            .filter(commit -> !commit.changes().isEmpty())
            .toList(),
        append.watermark(),
        append.retained());
  }

  @Override
  public StoreHeader header() {
    return good.header();
  }

  @Override
  public Limits limits() {
    return good.limits();
  }

  @Override
  public Durability durability() {
    return good.durability();
  }

  @Override
  public Head head() {
    return good.head();
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return good.find(key, asOf);
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return good.versions(key, after, through, order, limit);
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return good.entries(range, asOf, order, limit);
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return good.times(after, through, order, limit);
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return good.times(key, after, through, order, limit);
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return good.commits(after, through, order, limit);
  }

  @Override
  public void write(Decision decision) {
    good.write((head, reader) -> change(decision.decide(head, reader)));
  }

  @Override
  public Retained retained() {
    return good.retained();
  }

  @Override
  public boolean forget(Forgetting decision) {
    return good.forget(decision);
  }

  @Override
  public void backup(Path target) {
    good.backup(target);
  }

  @Override
  public void verify(Consumer<Finding> findings) {
    good.verify(findings);
  }

  @Override
  public void close() {
    good.close();
  }
}
