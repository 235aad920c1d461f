// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.Order;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** An engine that says what another one says, but leaves out what some of its reads are to hide. */
class LyingEngine implements Engine {
  /** A read that hides something. */
  enum Read {
    COMMITS,
    VERSIONS,
    FIND,
    TIMES,
    TIMES_OF_KEY,
    ENTRIES
  }

  private final Engine engine;

  LyingEngine(Engine engine) {
    this.engine = engine;
  }

  /** Returns an engine of which one read hides the versions of a time. */
  static LyingEngine hiding(Engine engine, Read read, long time) {
    return new LyingEngine(engine) {
      @Override
      boolean hides(Read asked, long asOf) {
        return asked == read && asOf == time;
      }
    };
  }

  /** Tells whether a read hides the versions of a time; none unless it is overridden. */
  boolean hides(Read read, long time) {
    return false;
  }

  @Override
  public StoreHeader header() {
    return engine.header();
  }

  @Override
  public Limits limits() {
    return engine.limits();
  }

  @Override
  public Durability durability() {
    return engine.durability();
  }

  @Override
  public void write(Decision decision) {
    engine.write(decision);
  }

  @Override
  public Head head() {
    return engine.head();
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    Optional<StoredVersion> found = engine.find(key, asOf);
    return found.isPresent() && hides(Read.FIND, found.get().time())
        ? engine.find(key, found.get().time() - 1)
        : found;
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    Page<StoredVersion, Long> page = engine.versions(key, after, through, order, limit);
    return new Page<>(
        page.items().stream().filter(version -> !hides(Read.VERSIONS, version.time())).toList(),
        page.next());
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    Page<StoredEntry, byte[]> page = engine.entries(range, asOf, order, limit);
    return new Page<>(
        page.items().stream().filter(entry -> !hides(Read.ENTRIES, entry.time())).toList(),
        page.next());
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return Arrays.stream(engine.times(after, through, order, limit))
        .filter(time -> !hides(Read.TIMES, time))
        .toArray();
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return Arrays.stream(engine.times(key, after, through, order, limit))
        .filter(time -> !hides(Read.TIMES_OF_KEY, time))
        .toArray();
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    Page<StoredCommit, Long> page = engine.commits(after, through, order, limit);
    return new Page<>(
        page.items().stream().filter(commit -> !hides(Read.COMMITS, commit.time())).toList(),
        page.next());
  }

  @Override
  public void verify(Consumer<Finding> findings) {
    engine.verify(findings);
  }

  @Override
  public void close() {
    engine.close();
  }
}
