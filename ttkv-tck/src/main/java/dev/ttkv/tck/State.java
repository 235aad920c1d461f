// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/**
 * All that a store says, to compare before and after.
 *
 * @param watermark its watermark
 * @param commits its commits, oldest first
 * @param times their times, newest first
 * @param entries what it has as of its watermark
 */
record State<K, V>(
    Instant watermark, List<Commit<K, V>> commits, List<Instant> times, List<Entry<K, V>> entries) {

  static <K, V> State<K, V> of(TimeTravelStore<K, V> store) {
    return new State<>(
        store.watermark(),
        store.commits(TimeRange.all(), Order.ASCENDING).toList(),
        store.times().toList(),
        store.latest().entries().toList());
  }

  /** Asserts that a call is refused with an exception that mentions some things. */
  static <E extends Exception> E assertRefused(
      Class<E> type, Executable call, Object... mentioned) {
    E refusal = assertThrows(type, call);
    for (Object part : mentioned) {
      assertTrue(
          String.valueOf(refusal.getMessage()).contains(part.toString()),
          () -> "the message should mention '" + part + "': " + refusal);
    }
    return refusal;
  }

  /**
   * Asserts that a call is refused, that nothing was written, and that the store goes on: what it
   * says is as before, as is the timestamp of the next commit.
   */
  static <K, V, E extends Exception> E assertRefusedWithoutTrace(
      TimeTravelStore<K, V> store, Class<E> type, Executable call, Object... mentioned) {
    State<K, V> before = of(store);
    E refusal = assertRefused(type, call, mentioned);
    assertEquals(before, of(store), "what the store holds after it refused");
    return refusal;
  }
}
