// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.List;
import java.util.Optional;

/** Decides, while nobody writes, which of some keys are there to be erased. */
final class EraseDecision implements Engine.Forgetting {
  private static final int MOST_TIMES = 4096;

  private final List<byte[]> keys;
  private long versions;

  EraseDecision(List<byte[]> keys) {
    this.keys = keys;
  }

  @Override
  public Optional<Engine.Forget> decide(Head head, EngineReader reader) {
    Retained before = head.retained();
    Retained.Baseline baseline = before.baseline();
    versions = 0;
    for (byte[] key : keys) {
      long count = count(reader, key);
      if (count > 0) {
        versions += count;
        baseline = without(baseline, reader, key, head.horizon());
      }
    }
    // keys without versions too: files may still have bytes of versions that were trimmed
    return Optional.of(
        new Engine.Forget(
            keys, new Retained(before.horizon(), before.erasures() + 1, baseline, before.pins())));
  }

  private static long count(EngineReader reader, byte[] key) {
    long count = 0;
    long after = Timestamps.NONE;
    while (true) {
      long[] times = reader.times(key, after, Timestamps.LAST, Order.ASCENDING, MOST_TIMES);
      if (times.length == 0) {
        return count;
      }
      count += times.length;
      after = times[times.length - 1];
    }
  }

  private static Retained.Baseline without(
      Retained.Baseline baseline, EngineReader reader, byte[] key, long horizon) {
    if (horizon == Timestamps.NONE) {
      return baseline;
    }
    Optional<StoredVersion> held = reader.find(key, horizon);
    return held.isPresent() ? baseline.without(key, held.get().time()) : baseline;
  }

  /** Returns how many versions the keys have. */
  long versions() {
    return versions;
  }
}
