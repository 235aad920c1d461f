// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads of one contestant from two threads, and beside a writer, against those of one thread alone.
 * What is compared is work per processor time: what threads cost each other by the memory that they
 * share, not how long they wait.
 */
final class Threads {
  private static final int PUTS_A_TURN = 1_000;

  private final Entrant entrant;
  private final Contestant contestant;
  private final Workload workload;
  private final long nanos;

  /**
   * Makes a measurement.
   *
   * @param nanos the processor time that each reader takes
   */
  Threads(Runner runner, Workload workload, long nanos) {
    this.entrant = runner.entrant();
    this.contestant = runner.contestant();
    this.workload = workload;
    this.nanos = nanos;
  }

  void measure(Results results) throws Exception {
    double alone = read(1);
    results.add("two readers, of one", entrant, read(2) / alone);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> writing =
          writer.submit(
              () -> {
                write(done);
                return true;
              });
      results.add("a reader beside a writer, of one", entrant, read(1) / alone);
      done.set(true);
      writing.get();
    } finally {
      done.set(true);
      writer.shutdown();
    }
  }

  private double read(int threads) throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Runner runner = new Runner(entrant, contestant, workload, i);
        rates.add(
            readers.submit(
                () -> {
                  Stopwatch stopwatch = new Stopwatch();
                  runner.repeat(Read.GET_AS_OF, nanos, stopwatch);
                  return stopwatch.rate();
                }));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } finally {
      readers.shutdown();
    }
  }

  private void write(AtomicBoolean done) throws Exception {
    for (int from = workload.puts(); !done.get(); from += PUTS_A_TURN) {
      Put[] puts = workload.puts(from, PUTS_A_TURN);
      for (int i = 0; i < puts.length && !done.get(); i++) {
        contestant.put(puts[i]);
      }
    }
  }
}
