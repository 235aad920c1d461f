// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The reads of one key that a verification compares. */
final class KeyReads {
  private static final int BYTES = 1 << 20;

  private final EngineReader reader;
  private final long horizon;
  private final long through;

  /**
   * Makes the reads.
   *
   * @param horizon the time as of which what is older is read
   * @param through the time after which nothing is looked at
   */
  KeyReads(EngineReader reader, long horizon, long through) {
    this.reader = reader;
    this.horizon = horizon;
    this.through = through;
  }

  Optional<StoredVersion> find(byte[] key, long asOf) {
    return reader.find(key, Math.max(asOf, horizon));
  }

  /** Returns the two newest versions of the key that are not after a time, the newest first. */
  List<StoredVersion> versions(byte[] key, long time) {
    List<StoredVersion> versions = new ArrayList<>();
    long end = Math.max(time, horizon);
    while (true) {
      Page<StoredVersion, Long> page =
          reader.versions(
              key,
              Timestamps.NONE,
              end,
              Order.DESCENDING,
              new PageLimit(2 - versions.size(), BYTES));
      versions.addAll(page.items());
      if (versions.size() >= 2 || page.next().isEmpty() || page.next().get() > end) {
        return versions;
      }
      end = page.next().get() - 1;
    }
  }

  /** Returns the times of the two newest versions of the key that are not after a time. */
  long[] times(byte[] key, long time) {
    return reader.times(key, Timestamps.NONE, Math.max(time, horizon), Order.DESCENDING, 2);
  }

  /** Returns the time of the version of the key that follows that of a time. */
  OptionalLong next(byte[] key, long time) {
    long[] times = reader.times(key, time, through, Order.ASCENDING, 1);
    return times.length == 0 ? OptionalLong.empty() : OptionalLong.of(times[0]);
  }

  /** Returns what the key is listed with as of a time. */
  Optional<StoredEntry> entry(byte[] key, long asOf) {
    ByteRange range = new ByteRange(key, Optional.of(ByteRange.successor(key)));
    while (true) {
      Page<StoredEntry, byte[]> page =
          reader.entries(range, Math.max(asOf, horizon), Order.ASCENDING, new PageLimit(1, 1));
      if (!page.items().isEmpty()) {
        return Optional.of(page.items().get(0));
      }
      if (page.next().isEmpty()) {
        return Optional.empty();
      }
      ByteRange rest = range.beyond(page.next().get(), Order.ASCENDING);
      if (Arrays.compareUnsigned(rest.from(), range.from()) <= 0 || rest.isEmpty()) {
        return Optional.empty();
      }
      range = rest;
    }
  }

  /** Returns the commit of a time. */
  Optional<StoredCommit> commit(long time) {
    return reader.commits(time - 1, time, Order.ASCENDING, new PageLimit(1, BYTES)).items().stream()
        .findFirst();
  }

  /** Tells whether the commit of a time is there and changes the key, or both were trimmed. */
  boolean isInFeed(byte[] key, long time) {
    if (time <= horizon) {
      return reader.find(key, horizon).filter(version -> version.time() == time).isPresent();
    }
    return commit(time).stream()
        .flatMap(commit -> commit.changes().stream())
        .anyMatch(change -> Arrays.equals(change.key(), key));
  }
}
