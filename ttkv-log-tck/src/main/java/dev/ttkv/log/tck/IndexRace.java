// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Order;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.log.VersionIndex.Entry;
import dev.ttkv.log.VersionIndex.Newest;
import dev.ttkv.spi.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One thread that adds and some that read; what a version's position is follows from the rest. */
final class IndexRace {
  private final VersionIndex index;
  private final byte[][] keys;
  private final int[] keyOfTime;
  private final long[] firstTime;
  private final AtomicInteger published = new AtomicInteger();

  IndexRace(VersionIndex index, int keyCount, int versions) {
    this.index = index;
    this.keys = new byte[keyCount][];
    for (int k = 0; k < keyCount; k++) {
      keys[k] = "key-%05d".formatted(k).getBytes(StandardCharsets.UTF_8);
    }
    this.keyOfTime = new int[versions + 1];
    this.firstTime = new long[keyCount];
    Arrays.fill(firstTime, Long.MAX_VALUE);
    Random random = new Random(1);
    for (int time = 1; time <= versions; time++) {
      // keys come in over time, some of them often
      int most = 1 + (int) ((long) (keyCount - 1) * time / versions);
      int key = random.nextBoolean() ? random.nextInt(most) : random.nextInt(Math.min(most, 3));
      keyOfTime[time] = key;
      firstTime[key] = Math.min(firstTime[key], time);
    }
  }

  void run(int readers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(readers + 1);
    try {
      List<Future<?>> results = new ArrayList<>();
      results.add(threads.submit(this::write));
      for (int r = 0; r < readers; r++) {
        Random random = new Random(r);
        Callable<Void> reader =
            () -> {
              read(random);
              return null;
            };
        results.add(threads.submit(reader));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long position(int key, long time) {
    return time * 1_000_003 + key;
  }

  private void write() {
    for (int time = 1; time < keyOfTime.length; time++) {
      index.add(keys[keyOfTime[time]], time, position(keyOfTime[time], time));
      published.set(time);
    }
  }

  private void read(Random random) {
    int rounds = 0;
    int before;
    do {
      before = published.get();
      if (before > 0) {
        int time = 1 + random.nextInt(before);
        int key = keyOfTime[time];
        assertEquals(
            Optional.of(new Entry(time, position(key, time))), index.find(keys[key], time));
        Entry newest = index.find(keys[key], Long.MAX_VALUE).orElseThrow();
        assertWhole(key, newest);
        assertTrue(newest.time() >= time, () -> newest + " is older than " + time);
        assertNewest(random.nextInt(Math.min(keys.length, 3)), before);
        if (rounds++ % 16 == 0) {
          assertOldest(key, time);
          assertKeys(before, Order.ASCENDING);
          assertKeys(before, Order.DESCENDING);
          assertAsOf(time);
        }
      }
    } while (before < keyOfTime.length - 1);
  }

  private static void assertWhole(int key, Entry entry) {
    assertEquals(position(key, entry.time()), entry.position());
  }

  private void assertNewest(int key, int before) {
    List<Entry> entries =
        index.versions(keys[key], Long.MIN_VALUE, Long.MAX_VALUE, Order.DESCENDING, 100);
    int time = before;
    int at = 0;
    while (at < entries.size() && entries.get(at).time() > before) {
      at++;
    }
    for (; at < entries.size(); at++) {
      while (keyOfTime[time] != key) {
        time--;
      }
      assertEquals(new Entry(time, position(key, time)), entries.get(at));
      time--;
    }
  }

  private void assertOldest(int key, int through) {
    List<Entry> entries =
        index.versions(keys[key], through - 1_000L, through, Order.ASCENDING, Integer.MAX_VALUE);
    int at = 0;
    for (int time = Math.max(1, through - 999); time <= through; time++) {
      if (keyOfTime[time] == key) {
        assertEquals(new Entry(time, position(key, time)), entries.get(at++));
      }
    }
    assertEquals(entries.size(), at);
  }

  private void assertAsOf(int time) {
    for (Newest newest : index.newest(ByteRange.ALL, time, Order.ASCENDING, keys.length + 1)) {
      assertEquals(index.find(newest.key(), time), newest.version());
    }
  }

  private void assertKeys(int before, Order order) {
    List<byte[]> found = new ArrayList<>(index.keys(ByteRange.ALL, order, keys.length + 1));
    if (order == Order.DESCENDING) {
      Collections.reverse(found);
    }
    for (int i = 1; i < found.size(); i++) {
      assertTrue(Arrays.compareUnsigned(found.get(i - 1), found.get(i)) < 0);
    }
    for (int k = 0; k < keys.length; k++) {
      if (firstTime[k] <= before) {
        int at = Collections.binarySearch(found, keys[k], Arrays::compareUnsigned);
        assertTrue(at >= 0, new String(keys[k], StandardCharsets.UTF_8));
      }
    }
  }
}
