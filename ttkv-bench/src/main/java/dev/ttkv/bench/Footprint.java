// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

/** Measures the heap that contestants in memory take. */
final class Footprint {
  private static final int TURN = 1_000;
  private static final int COLLECTIONS = 3;

  private Footprint() {}

  /** Returns the bytes that each version takes, its key and value included. */
  static double bytes(Entrant entrant, Workload workload) throws Exception {
    try (Folder folder = new Folder();
        Contestant contestant = entrant.opener().open(folder.path(), workload)) {
      long before = used();
      for (int from = 0; from < workload.puts(); from += TURN) {
        for (Put put : workload.puts(from, Math.min(TURN, workload.puts() - from))) {
          contestant.put(put);
        }
      }
      double bytes = (double) (used() - before) / workload.puts();
      contestant.times(1); // it is still there
      return bytes;
    }
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
