// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the map of an {@link OrderedEngine} holds, as far as it is published. */
final class OrderedContents implements EngineReader {
  private final CheckedBytes map;
  private volatile Head head;

  OrderedContents(CheckedBytes map, Head head) {
    this.map = map;
    this.head = head;
  }

  CheckedBytes map() {
    return map;
  }

  void publish(Head after) {
    head = after;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return newest(key, known(asOf));
  }

  private Optional<StoredVersion> newest(byte[] key, long asOf) {
    List<OrderedBytes.Entry> found =
        map.page(
            OrderedLayout.versions(key, Timestamps.NONE, asOf),
            Order.DESCENDING,
            new PageLimit(1, 1));
    return found.isEmpty() ? Optional.empty() : Optional.of(version(key, found.get(0)));
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    List<StoredVersion> versions = new ArrayList<>();
    for (OrderedBytes.Entry entry :
        map.page(OrderedLayout.versions(key, after, known(through)), order, limit)) {
      versions.add(version(key, entry));
    }
    return new Page<>(versions, last(versions).map(StoredVersion::time));
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    long time = known(asOf);
    List<StoredEntry> entries = new ArrayList<>();
    long bytes = 0;
    Optional<byte[]> passed = Optional.empty();
    for (OrderedBytes.Entry entry : map.page(OrderedLayout.directory(range), order, limit)) {
      if (bytes >= limit.bytes()) {
        break;
      }
      byte[] key = OrderedLayout.keyOfDirectory(entry.key());
      passed = Optional.of(key);
      Optional<StoredVersion> version = newest(key, time).filter(v -> !v.deletion());
      if (version.isPresent()) {
        entries.add(new StoredEntry(key, version.get().time(), version.get().value()));
        bytes += key.length + version.get().value().length;
      }
    }
    return new Page<>(entries, passed);
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return times(OrderedLayout.commits(after, known(through)), order, limit);
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return times(OrderedLayout.versions(key, after, known(through)), order, limit);
  }

  private long[] times(ByteRange range, Order order, int limit) {
    return map.page(range, order, new PageLimit(limit, Integer.MAX_VALUE)).stream()
        .mapToLong(entry -> OrderedLayout.time(entry.key()))
        .toArray();
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    List<StoredCommit> commits = new ArrayList<>();
    int changes = 0;
    long bytes = 0;
    for (OrderedBytes.Entry entry :
        map.page(OrderedLayout.commits(after, known(through)), order, limit)) {
      if (changes >= limit.items() || bytes >= limit.bytes()) {
        break;
      }
      StoredCommit commit = commit(entry);
      commits.add(commit);
      changes += commit.changes().size();
      for (StoredChange change : commit.changes()) {
        bytes += change.key().length + change.value().length;
      }
    }
    return new Page<>(commits, last(commits).map(StoredCommit::time));
  }

  private StoredCommit commit(OrderedBytes.Entry entry) {
    long time = OrderedLayout.time(entry.key());
    VersionRecord record = OrderedLayout.decodeCommit(map.location(), time, entry.value());
    List<StoredChange> changes = new ArrayList<>();
    for (byte[] key : OrderedLayout.keysOfCommit(record)) {
      byte[] stored =
          map.get(OrderedLayout.versionKey(key, time))
              .orElseThrow(() -> damaged("a version", time));
      VersionRecord version = VersionRecord.decode(map.location(), key, time, stored);
      changes.add(new StoredChange(key, version.deletion(), version.value()));
    }
    VersionRecord.Head kept = record.head().orElseThrow(() -> damaged("the head", time));
    return new StoredCommit(time, kept.previous(), changes, kept.note());
  }

  private DamagedStoreException damaged(String what, long time) {
    return new DamagedStoreException(
        "%s: %s of the commit at %s is missing; restore the store from a backup"
            .formatted(map.location(), what, Timestamps.toInstant(time)));
  }

  private long known(long time) {
    return Math.min(time, head.watermark());
  }

  private StoredVersion version(byte[] key, OrderedBytes.Entry entry) {
    long time = OrderedLayout.time(entry.key());
    return VersionRecord.decode(map.location(), key, time, entry.value()).at(time);
  }

  private static <T> Optional<T> last(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(list.size() - 1));
  }
}
