// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Order;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import dev.ttkv.spi.VersionRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Puts together whole commits from their versions, which come commit by commit, and notices those
 * that are missing: a commit says how many versions it has and which commit is before it.
 */
final class CommitPage {
  private static final Comparator<StoredChange> BY_KEY =
      (a, b) -> Arrays.compareUnsigned(a.key(), b.key());

  private final String location;
  private final long after;
  private final Order order;
  private final PageLimit limit;
  private final List<StoredCommit> commits = new ArrayList<>();
  private final List<StoredChange> changes = new ArrayList<>();
  private long time = Timestamps.NONE;
  private Optional<VersionRecord.Head> head = Optional.empty();
  private int items;
  private long bytes;

  CommitPage(String location, long after, Order order, PageLimit limit) {
    this.location = location;
    this.after = after;
    this.order = order;
    this.limit = limit;
  }

  /** Tells whether the page is full and a version at {@code next} is of a commit beyond it. */
  boolean isFullBefore(long next) {
    return next != time && (items >= limit.items() || bytes >= limit.bytes());
  }

  void add(long time, byte[] key, VersionRecord version) {
    if (time != this.time) {
      finishCommit();
      this.time = time;
    }
    changes.add(new StoredChange(key, version.deletion(), version.value()));
    items++;
    bytes += key.length + version.value().length;
    if (version.head().isPresent()) {
      head = version.head();
    }
  }

  Page<StoredCommit, Long> toBeContinued() {
    finishCommit();
    return new Page<>(commits, Optional.of(time));
  }

  Page<StoredCommit, Long> last() {
    finishCommit();
    if (order == Order.DESCENDING && !commits.isEmpty()) {
      StoredCommit oldest = commits.get(commits.size() - 1);
      if (oldest.previous() > after) {
        throw missing(oldest.previous());
      }
    }
    return Page.last(commits);
  }

  private void finishCommit() {
    if (changes.isEmpty()) {
      return;
    }
    if (head.isEmpty() || head.get().changes() != changes.size()) {
      throw new DamagedStoreException(
          "%s: versions of the commit at %s are missing; restore the store from a backup"
              .formatted(location, Timestamps.toInstant(time)));
    }
    changes.sort(BY_KEY);
    StoredCommit commit = new StoredCommit(time, head.get().previous(), changes, head.get().note());
    checkNeighbour(commit);
    commits.add(commit);
    changes.clear();
    head = Optional.empty();
  }

  private void checkNeighbour(StoredCommit commit) {
    if (commits.isEmpty()) {
      if (order == Order.ASCENDING && commit.previous() > after) {
        throw missing(commit.previous());
      }
      return;
    }
    StoredCommit neighbour = commits.get(commits.size() - 1);
    StoredCommit older = order == Order.ASCENDING ? neighbour : commit;
    StoredCommit newer = order == Order.ASCENDING ? commit : neighbour;
    if (newer.previous() != older.time()) {
      throw missing(newer.previous());
    }
  }

  private DamagedStoreException missing(long time) {
    return new DamagedStoreException(
        "%s: the commit at %s is missing; restore the store from a backup"
            .formatted(location, Timestamps.toInstant(time)));
  }
}
