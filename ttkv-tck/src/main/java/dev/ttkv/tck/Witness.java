// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Sees calls begin and end, and knows from the timestamps whether they were linearizable: each call
 * took effect at one moment between its beginning and its end. No search is needed, since the order
 * of the commits is known.
 */
final class Witness {
  /**
   * A call.
   *
   * @param key the key
   * @param time the timestamp that it was given or read, {@link Instant#MIN} for none
   * @param begun before it began
   * @param ended after it ended
   */
  private record Call(String key, Instant time, long begun, long ended) {}

  private final AtomicLong ticks = new AtomicLong();
  private final Collection<Call> writes = new ConcurrentLinkedQueue<>();
  private final Collection<Call> reads = new ConcurrentLinkedQueue<>();

  /** Returns a moment, to be taken before a call begins. */
  long tick() {
    return ticks.incrementAndGet();
  }

  /** Takes note of a commit that was acknowledged. */
  void written(String key, Instant time, long begun) {
    writes.add(new Call(key, time, begun, tick()));
  }

  /** Takes note of a read of the latest version of a key. */
  void read(String key, Instant time, long begun) {
    reads.add(new Call(key, time, begun, tick()));
  }

  /**
   * Checks what was seen.
   *
   * @throws AssertionError if it cannot have been one after the other
   */
  void check(String where) {
    // who was acknowledged before another began has the smaller timestamp
    NavigableMap<Long, Instant> acknowledged = newestByEnd(writes);
    for (Call write : writes) {
      Map.Entry<Long, Instant> before = acknowledged.lowerEntry(write.begun());
      if (before != null && !before.getValue().isBefore(write.time())) {
        throw new AssertionError(
            "%s: %s was given a timestamp not after %s, which was acknowledged before it began"
                .formatted(where, write, before.getValue()));
      }
    }
    Map<String, List<Call>> byKey = writes.stream().collect(Collectors.groupingBy(Call::key));
    Map<Instant, Call> byTime =
        writes.stream().collect(Collectors.toMap(Call::time, write -> write));
    Map<String, NavigableMap<Long, Instant>> newest = new TreeMap<>();
    byKey.forEach((key, calls) -> newest.put(key, newestByEnd(calls)));
    for (Call read : reads) {
      checkRead(where, read, newest.getOrDefault(read.key(), new TreeMap<>()), byTime);
    }
  }

  private static void checkRead(
      String where, Call read, NavigableMap<Long, Instant> newest, Map<Instant, Call> byTime) {
    Map.Entry<Long, Instant> before = newest.lowerEntry(read.begun());
    if (before != null && before.getValue().isAfter(read.time())) {
      throw new AssertionError(
          "%s: %s did not see the commit of %s, which was acknowledged before it began"
              .formatted(where, read, before.getValue()));
    }
    Call seen = byTime.get(read.time());
    if (read.time().equals(Instant.MIN)) {
      return;
    }
    if (seen == null || !seen.key().equals(read.key()) || seen.begun() > read.ended()) {
      throw new AssertionError(
          "%s: %s saw what was not written, or only later: %s".formatted(where, read, seen));
    }
  }

  /** Returns, by the end of each call, the newest timestamp of those that had ended by then. */
  private static NavigableMap<Long, Instant> newestByEnd(Collection<Call> calls) {
    NavigableMap<Long, Instant> newest = new TreeMap<>();
    Instant time = Instant.MIN;
    for (Call call : calls.stream().sorted(Comparator.comparingLong(Call::ended)).toList()) {
      time = call.time().isAfter(time) ? call.time() : time;
      newest.put(call.ended(), time);
    }
    return newest;
  }
}
