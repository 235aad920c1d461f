// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.VersionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers what is asked of a store out of a log and its index: the index says where versions stand,
 * the log what they are. Nothing is seen that was not published.
 *
 * @param location the store, for messages
 * @param log reads the log
 * @param index the index of at least what is published
 */
record LogQueries(String location, LogReader log, VersionIndex index) {
  /** Returns the newest version of the key that is not after {@code asOf}. */
  Optional<StoredVersion> find(byte[] key, long asOf) {
    Optional<VersionIndex.Entry> entry = index.find(key, known(asOf));
    return entry.isEmpty() ? Optional.empty() : Optional.of(version(key, entry.get()));
  }

  private StoredVersion version(byte[] key, VersionIndex.Entry entry) {
    byte[] record = log.record(entry.position());
    return VersionRecord.decode(location, key, entry.time(), record).at(entry.time());
  }

  /** Returns versions of the key with after &lt; time &lt;= through. */
  Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    List<VersionIndex.Entry> found =
        index.versions(key, after, known(through), order, limit.items());
    int fitting =
        log.fitting(
            found.stream().mapToLong(VersionIndex.Entry::position).toArray(), limit.bytes());
    List<StoredVersion> versions = new ArrayList<>(fitting);
    for (VersionIndex.Entry entry : found.subList(0, fitting)) {
      versions.add(version(key, entry));
    }
    return fitting < limit.items() && fitting == found.size()
        ? Page.last(versions)
        : new Page<>(versions, Optional.of(versions.get(fitting - 1).time()));
  }

  /** Returns the keys of the range that have a value as of a time. */
  Page<StoredEntry, byte[]> entries(ByteRange range, long asOf, Order order, PageLimit limit) {
    List<VersionIndex.Newest> found = index.newest(range, known(asOf), order, limit.items());
    int fitting = log.fitting(positions(found), limit.bytes());
    List<StoredEntry> entries = new ArrayList<>(fitting);
    long bytes = 0;
    int passed = 0;
    while (passed < fitting && bytes < limit.bytes()) {
      byte[] key = found.get(passed).key();
      Optional<StoredEntry> entry = entry(key, found.get(passed).version());
      if (entry.isPresent()) {
        entries.add(entry.get());
        bytes += key.length + entry.get().value().length;
      }
      passed++;
    }
    return passed < limit.items() && passed == found.size()
        ? Page.last(entries)
        : new Page<>(entries, Optional.of(found.get(passed - 1).key()));
  }

  private static long[] positions(List<VersionIndex.Newest> found) {
    return found.stream()
        .mapToLong(
            newest -> newest.version().map(VersionIndex.Entry::position).orElse(LogReader.NOWHERE))
        .toArray();
  }

  private Optional<StoredEntry> entry(byte[] key, Optional<VersionIndex.Entry> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredVersion version = version(key, found.get());
    return version.deletion()
        ? Optional.empty()
        : Optional.of(new StoredEntry(key, version.time(), version.value()));
  }

  /** Returns timestamps of commits with after &lt; time &lt;= through. */
  long[] times(long after, long through, Order order, int limit) {
    return log.times(after, known(through), order, limit);
  }

  /** Returns timestamps of versions of the key with after &lt; time &lt;= through. */
  long[] times(byte[] key, long after, long through, Order order, int limit) {
    return index.versions(key, after, known(through), order, limit).stream()
        .mapToLong(VersionIndex.Entry::time)
        .toArray();
  }

  /** Returns whole commits with after &lt; time &lt;= through. */
  Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return log.commits(after, known(through), order, limit);
  }

  private long known(long time) {
    return Math.min(time, log.extent().head().watermark());
  }
}
