// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does something in several threads at once. */
final class Threads {
  /** What a thread does. */
  @FunctionalInterface
  interface Body {
    void run(int thread) throws Exception;
  }

  private Threads() {}

  /** Runs the body in so many threads that begin together, and throws what the first one threw. */
  static void run(int threads, Body body) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "ttkv-tck worker");
              thread.setDaemon(true);
              return thread;
            });
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            executor.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  body.run(number);
                  return null;
                }));
      }
      for (Future<?> future : running) {
        join(future);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static void join(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException exception
          ? exception
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
