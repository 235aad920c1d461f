// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Readers beside a writer. Commit {@code t} puts the number {@code t} to every shared key and to
 * one new key, so any answer as of {@code t} is known; some commits are two in one write.
 */
class PublicationTest {
  private static final int COMMITS = 20_000;
  private static final int READERS = 3;
  private static final PageLimit LIMIT = new PageLimit(100, 1 << 20);
  private static final List<byte[]> SHARED =
      IntStream.range(0, 20).mapToObj(i -> key(-1, i)).toList();

  private final MemoryEngine engine = new MemoryEngine(new StoreHeader("bytes", "bytes"));

  @Test
  void reads_besideAWriter_seeWholeCommitsAndAPastThatStays() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    try {
      List<Future<?>> running = new ArrayList<>();
      running.add(threads.submit(this::write));
      for (int i = 0; i < READERS; i++) {
        long seed = i;
        running.add(threads.submit(() -> read(new Random(seed))));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void write() {
    for (int t = 1; t <= COMMITS; ) {
      int last = Math.min(COMMITS, t + t % 2);
      List<StoredCommit> commits = IntStream.rangeClosed(t, last).mapToObj(this::commit).toList();
      engine.write((head, reader) -> new Engine.Append(commits, last));
      assertThat(engine.find(key(0, last), Timestamps.LAST)).isPresent();
      t = last + 1;
    }
  }

  private StoredCommit commit(int t) {
    List<StoredChange> changes = new ArrayList<>();
    changes.add(new StoredChange(key(0, t), false, number(t)));
    SHARED.forEach(key -> changes.add(new StoredChange(key, false, number(t))));
    return new StoredCommit(t, t == 1 ? Timestamps.NONE : t - 1, changes, Optional.empty());
  }

  private void read(Random random) {
    long seen = Timestamps.NONE;
    while (seen < COMMITS) {
      Head head = engine.head();
      assertThat(head.lastCommit()).isEqualTo(head.watermark());
      seen = head.watermark();
      byte[] key = SHARED.get(random.nextInt(SHARED.size()));
      long newest =
          engine.find(key, Timestamps.LAST).map(StoredVersion::time).orElse(Timestamps.NONE);
      assertThat(newest).isGreaterThanOrEqualTo(seen);
      assertThat(engine.head().watermark()).isGreaterThanOrEqualTo(newest);
      if (seen > 0) {
        long past = 1 + random.nextLong(seen);
        checkAsOf(random.nextBoolean() ? seen : past);
        check(engine.commits(past - 1, past, Order.DESCENDING, LIMIT).items(), past);
        assertThat(engine.times(key, past - 1, seen, Order.DESCENDING, 1)).containsExactly(seen);
        assertThat(engine.times(past - 1, seen, Order.ASCENDING, 1)).containsExactly(past);
      }
    }
  }

  private void checkAsOf(long time) {
    for (byte[] key : SHARED) {
      assertThat(engine.find(key, time))
          .get()
          .matches(version -> version.time() == time && number(version.value()) == time);
    }
    assertThat(engine.find(key(0, time), time)).isPresent();
    assertThat(engine.find(key(0, time), time - 1)).isEmpty();
    List<StoredEntry> entries =
        engine.entries(ByteRange.startingWith(SHARED.get(0)), time, Order.ASCENDING, LIMIT).items();
    assertThat(entries).hasSize(1).allMatch(entry -> number(entry.value()) == time);
    List<StoredEntry> newKeys =
        engine
            .entries(
                new ByteRange(key(0, time - 1), Optional.of(key(0, time + 2))),
                time,
                Order.DESCENDING,
                LIMIT)
            .items();
    assertThat(newKeys).hasSize(time == 1 ? 1 : 2);
  }

  private static void check(List<StoredCommit> commits, long time) {
    assertThat(commits).hasSize(1);
    assertThat(commits.get(0).time()).isEqualTo(time);
    assertThat(commits.get(0).changes())
        .hasSize(SHARED.size() + 1)
        .allMatch(change -> number(change.value()) == time);
  }

  private static byte[] key(int kind, long number) {
    return ByteBuffer.allocate(9).put((byte) kind).putLong(number).array();
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
