// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineReader;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Survivors;
import dev.ttkv.spi.Timestamps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a store in memory holds: the history of each key, found by hash and in order, and the log of
 * commits. One thread at a time appends while any number of threads read, without a lock.
 *
 * <p>The watermark is published last, and every read takes it first and looks at nothing later. So
 * a read finds all that was published before it began, and what is half appended is not seen.
 */
final class Contents implements EngineReader {
  private final KeyIndex index = new KeyIndex();
  private final NavigableMap<byte[], KeyHistory> ordered =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
  private final CommitLog log = new CommitLog();
  private volatile Retained retained = Retained.ALL;
  private volatile long watermark = Timestamps.NONE;

  /** Appends all of it; nothing if it fails. */
  void append(Engine.Append append) {
    try {
      for (StoredCommit commit : append.commits()) {
        append(commit);
      }
    } catch (RuntimeException | Error e) {
      takeBack(append.commits());
      throw e;
    }
    append.retained().ifPresent(now -> retained = now);
    watermark = append.watermark();
  }

  /** Returns what is left when something is forgotten; this stays as it is. */
  Contents without(Engine.Forget what) {
    Contents left = new Contents();
    Survivors survivors = new Survivors("the store in memory", this, what);
    survivors.visit(
        new Survivors.Visitor() {
          @Override
          public void baseline(StoredEntry entry) {
            StoredChange put = new StoredChange(entry.key(), false, entry.value());
            left.history(entry.key()).append(entry.time(), put);
          }

          @Override
          public void commit(StoredCommit commit) {
            left.append(commit);
          }
        });
    left.retained = what.retained();
    left.watermark = watermark;
    return left;
  }

  private void append(StoredCommit commit) {
    List<StoredChange> changes = commit.changes();
    if (changes.size() == 1 && commit.note().isEmpty()) {
      StoredChange change = changes.get(0);
      KeyHistory key = history(change.key());
      log.append(commit.time(), key, key.append(commit.time(), change));
      return;
    }
    KeyHistory[] keys = new KeyHistory[changes.size()];
    int[] positions = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      StoredChange change = changes.get(i);
      keys[i] = history(change.key());
      positions[i] = keys[i].append(commit.time(), change);
    }
    log.append(commit.time(), keys, positions, commit.note());
  }

  /** Returns the history of a key, a new one if there is none. */
  private KeyHistory history(byte[] key) {
    KeyHistory found = index.find(key);
    if (found != KeyHistory.NONE) {
      return found;
    }
    KeyHistory added = new KeyHistory(key, KeyIndex.hash(key));
    // the index last: if it fails, the key is not found here next time and replaced in the map
    ordered.put(key, added);
    index.add(added);
    return added;
  }

  private void takeBack(List<StoredCommit> commits) {
    log.dropAfter(watermark);
    for (StoredCommit commit : commits) {
      for (StoredChange change : commit.changes()) {
        index.find(change.key()).dropAfter(watermark);
      }
    }
  }

  @Override
  public Head head() {
    long watermark = this.watermark;
    int commits = log.countThrough(watermark);
    return new Head(watermark, commits == 0 ? Timestamps.NONE : log.time(commits - 1), retained);
  }

  @Override
  public Retained retained() {
    return retained;
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    long time = settled(asOf);
    KeyHistory history = index.find(key);
    int count = history.countThrough(time);
    return count == 0 ? Optional.empty() : Optional.of(history.version(count - 1));
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    long end = settled(through);
    KeyHistory history = index.find(key);
    Span span = new Span(history.countThrough(after), history.countThrough(end), order);
    Allowance allowance = new Allowance(limit);
    List<StoredVersion> items = new ArrayList<>();
    for (int i = 0; i < span.size(); i++) {
      StoredVersion version = history.version(span.position(i));
      if (!allowance.take(1, version.value().length)) {
        return new Page<>(items, Optional.of(history.time(span.position(i - 1))));
      }
      items.add(version);
    }
    return Page.last(items);
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    long time = settled(asOf);
    Allowance allowance = new Allowance(limit);
    List<StoredEntry> items = new ArrayList<>();
    int passed = 0;
    byte[] covered = range.from();
    for (KeyHistory history : histories(range, order)) {
      int last = history.countThrough(time) - 1;
      if (last < 0 || history.isDeletion(last)) {
        if (++passed > limit.items()) {
          return new Page<>(items, Optional.of(covered));
        }
      } else {
        StoredEntry entry = new StoredEntry(history.key, history.time(last), history.value(last));
        if (!allowance.take(1, entry.key().length + entry.value().length)) {
          return new Page<>(items, Optional.of(covered));
        }
        items.add(entry);
      }
      covered = history.key;
    }
    return Page.last(items);
  }

  private Iterable<KeyHistory> histories(ByteRange range, Order order) {
    if (range.isEmpty()) {
      return List.of();
    }
    NavigableMap<byte[], KeyHistory> part =
        range.to().isEmpty()
            ? ordered.tailMap(range.from(), true)
            : ordered.subMap(range.from(), true, range.to().get(), false);
    return (order == Order.ASCENDING ? part : part.descendingMap()).values();
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    long end = settled(through);
    Span span = new Span(log.countThrough(after), log.countThrough(end), order);
    long[] times = new long[Math.min(limit, span.size())];
    Arrays.setAll(times, i -> log.time(span.position(i)));
    return times;
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    long end = settled(through);
    KeyHistory history = index.find(key);
    Span span = new Span(history.countThrough(after), history.countThrough(end), order);
    long[] times = new long[Math.min(limit, span.size())];
    Arrays.setAll(times, i -> history.time(span.position(i)));
    return times;
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    long end = settled(through);
    Span span = new Span(log.countThrough(after), log.countThrough(end), order);
    Allowance allowance = new Allowance(limit);
    List<StoredCommit> items = new ArrayList<>();
    for (int i = 0; i < span.size(); i++) {
      StoredCommit commit = log.commit(span.position(i));
      if (!allowance.take(commit.changes().size(), bytes(commit))) {
        return new Page<>(items, Optional.of(log.time(span.position(i - 1))));
      }
      items.add(commit);
    }
    return Page.last(items);
  }

  private static long bytes(StoredCommit commit) {
    long bytes = 0;
    for (StoredChange change : commit.changes()) {
      bytes += change.key().length + change.value().length;
    }
    return bytes;
  }

  private long settled(long time) {
    return Math.min(time, watermark);
  }
}
