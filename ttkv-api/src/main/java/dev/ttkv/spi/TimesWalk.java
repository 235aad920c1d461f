// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.util.function.LongConsumer;

/** Walks the timestamps of the commits, newest first, as far as they can be read. */
final class TimesWalk {
  private static final int MOST_TIMES = 4096;

  private final EngineReader reader;
  private final long after;
  private final long through;
  private final Findings findings;

  TimesWalk(EngineReader reader, long after, long through, Findings findings) {
    this.reader = reader;
    this.after = after;
    this.through = through;
    this.findings = findings;
  }

  void forEach(LongConsumer visitor) {
    long end = through;
    int limit = MOST_TIMES;
    while (end > after) {
      long[] times;
      try {
        times = reader.times(after, end, Order.DESCENDING, limit);
      } catch (TimeTravelStoreException e) {
        reader.head(); // throws if nothing at all can be read
        if (limit == 1) {
          findings.failure(e);
          return;
        }
        limit = Math.max(1, limit / 8);
        continue;
      }
      if (times.length == 0) {
        return;
      }
      for (long time : times) {
        if (time > end || time <= after) {
          findings.commit(time, "its time is out of order among the times");
          return;
        }
        visitor.accept(time);
        end = time - 1;
      }
    }
  }
}
