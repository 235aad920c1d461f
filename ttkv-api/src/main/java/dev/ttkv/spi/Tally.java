// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import dev.ttkv.Trimming;
import java.util.Iterator;

/**
 * Counts what a trim removes and what is then the baseline. All of it is settled, so it is counted
 * before anybody has to wait; if something else was forgotten meanwhile it is counted again.
 *
 * @param before what was retained when it was counted
 * @param horizon the horizon that is wanted
 * @param baseline the baseline there
 * @param trimming what is removed
 */
record Tally(Retained before, long horizon, Retained.Baseline baseline, Trimming trimming) {
  /**
   * Counts.
   *
   * @throws dev.ttkv.HistoryTrimmedException if a trim overtakes it
   * @throws dev.ttkv.HistoryErasedException if an erase overtakes it
   */
  static Tally of(EngineStore<?, ?> store, Retained before, long horizon) {
    Counts removed = new Counts();
    if (before.horizon() == horizon) {
      return removed.tally(before, horizon, before.baseline());
    }
    Iterator<StoredCommit> feed = store.commits(before.horizon(), horizon, Order.ASCENDING);
    while (feed.hasNext()) {
      removed.commits++;
      feed.next().changes().forEach(change -> removed.add(1, change.key(), change.value()));
    }
    if (before.horizon() != Timestamps.NONE) {
      store
          .entries(ByteRange.ALL, before.horizon(), Order.ASCENDING)
          .forEachRemaining(entry -> removed.add(1, entry.key(), entry.value()));
    }
    Retained.Baseline baseline = new Retained.Baseline(0, 0);
    Iterator<StoredEntry> kept = store.entries(ByteRange.ALL, horizon, Order.ASCENDING);
    while (kept.hasNext()) {
      StoredEntry entry = kept.next();
      baseline = baseline.with(entry.key(), entry.time());
      removed.add(-1, entry.key(), entry.value());
    }
    return removed.tally(before, horizon, baseline);
  }

  private static final class Counts {
    private long commits;
    private long versions;
    private long bytes;

    void add(int number, byte[] key, byte[] value) {
      versions += number;
      bytes += number * ((long) key.length + value.length);
    }

    Tally tally(Retained before, long horizon, Retained.Baseline baseline) {
      return new Tally(
          before,
          horizon,
          baseline,
          new Trimming(Timestamps.toInstant(horizon), commits, versions, bytes));
    }
  }
}
