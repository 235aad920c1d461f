// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.Arrays;
import java.util.Random;

/** Runs reads on one contestant and checks what it answers. */
final class Runner {
  private static final int QUERIES = 1 << 16;

  private final Entrant entrant;
  private final Contestant contestant;
  private final Workload workload;
  private final Query[] queries = new Query[QUERIES];
  private int next;

  Runner(Entrant entrant, Contestant contestant, Workload workload, long seed) {
    this.entrant = entrant;
    this.contestant = contestant;
    this.workload = workload;
    Random random = new Random(seed);
    Arrays.setAll(queries, i -> workload.query(random));
  }

  Entrant entrant() {
    return entrant;
  }

  Contestant contestant() {
    return contestant;
  }

  /** Repeats a read until it has taken the processor time given. */
  void repeat(Read read, long nanos, Stopwatch stopwatch) throws Exception {
    long end = stopwatch.nanos() + nanos;
    int block = 1;
    while (stopwatch.nanos() < end) {
      long before = stopwatch.nanos();
      run(read, block, stopwatch);
      if (stopwatch.nanos() - before < nanos / 16) {
        block *= 2;
      }
    }
  }

  private void run(Read read, int count, Stopwatch stopwatch) throws Exception {
    int first = next;
    long[] sum = {0};
    stopwatch.time(
        count,
        () -> {
          long total = 0;
          for (int i = 0; i < count; i++) {
            total += read.run(contestant, queries[(first + i) % QUERIES]);
          }
          sum[0] = total;
        });
    next = (first + count) % QUERIES;
    long expected = 0;
    for (int i = 0; i < count; i++) {
      Query query = queries[(first + i) % QUERIES];
      expected += read.expected(workload, query, contestant.ownTimes());
    }
    if (sum[0] != expected) {
      throw new IllegalStateException(entrant + " gives a wrong answer to: " + read.title());
    }
  }
}
