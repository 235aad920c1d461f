// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Counts operations and the processor time of the calling thread that they take. Unlike the time on
 * the wall it does not depend on what else the machine does; unlike it, it leaves out waiting.
 */
final class Stopwatch {
  /** Something that is measured. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long operations;
  private long nanos;

  /** Carries out an action that is worth some operations. */
  void time(int operations, Action action) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    action.run();
    nanos += THREADS.getCurrentThreadCpuTime() - start;
    this.operations += operations;
  }

  long operations() {
    return operations;
  }

  long nanos() {
    return nanos;
  }

  /** Returns the operations per second. */
  double rate() {
    return operations * 1e9 / Math.max(1, nanos);
  }
}
