// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entrants side by side on one workload: they take turns within each round, so that whatever slows
 * the machine down slows all of them.
 */
final class Race {
  private static final int PUTS_A_TURN = 10_000;
  private static final int TURNS = 8;

  private final Workload workload;
  private final List<Entrant> entrants;
  private final long turn;

  /**
   * Makes a race.
   *
   * @param turn the nanoseconds of processor time that a turn of reading takes
   */
  Race(Workload workload, List<Entrant> entrants, long turn) {
    this.workload = workload;
    this.entrants = entrants;
    this.turn = turn;
  }

  /**
   * Runs some rounds after one that does not count.
   *
   * @param threads whether to measure several threads too
   */
  Results run(int rounds, boolean threads) throws Exception {
    round(0, threads, new Results(entrants));
    Results results = new Results(entrants);
    for (int round = 1; round <= rounds; round++) {
      round(round, threads, results);
    }
    return results;
  }

  private void round(int round, boolean threads, Results results) throws Exception {
    List<Folder> folders = new ArrayList<>();
    List<Runner> runners = new ArrayList<>();
    try {
      for (Entrant entrant : entrants) {
        Folder folder = new Folder();
        folders.add(folder);
        Contestant contestant = entrant.opener().open(folder.path(), workload);
        runners.add(new Runner(entrant, contestant, workload, round));
      }
      put(runners, results);
      for (Read read : Read.values()) {
        read(read, runners, results);
      }
      if (threads) {
        for (Runner runner : runners) {
          new Threads(runner, workload, TURNS * turn).measure(results);
        }
      }
    } finally {
      for (Runner runner : runners) {
        runner.contestant().close();
      }
    }
    for (int i = 0; i < runners.size(); i++) {
      long bytes = folders.get(i).bytes();
      if (bytes > 0) {
        results.add("bytes a version", entrants.get(i), (double) bytes / workload.puts());
      }
      folders.get(i).close();
    }
  }

  private void put(List<Runner> runners, Results results) throws Exception {
    List<Stopwatch> stopwatches = runners.stream().map(runner -> new Stopwatch()).toList();
    int turn = Math.max(1, PUTS_A_TURN / workload.commitSize()) * workload.commitSize();
    for (int from = 0, turns = 0; from < workload.puts(); from += turn, turns++) {
      Put[] puts = workload.puts(from, Math.min(turn, workload.puts() - from));
      for (int i = 0; i < runners.size(); i++) {
        int next = (turns + i) % runners.size();
        put(runners.get(next).contestant(), puts, stopwatches.get(next));
      }
    }
    for (int i = 0; i < runners.size(); i++) {
      results.add("put", entrants.get(i), stopwatches.get(i).rate());
    }
  }

  private void put(Contestant contestant, Put[] puts, Stopwatch stopwatch) throws Exception {
    int size = workload.commitSize();
    stopwatch.time(
        puts.length,
        () -> {
          for (int i = 0; i < puts.length; i += size) {
            if (size == 1) {
              contestant.put(puts[i]);
            } else {
              contestant.putAll(Arrays.copyOfRange(puts, i, i + size));
            }
          }
        });
  }

  private void read(Read read, List<Runner> runners, Results results) throws Exception {
    List<Stopwatch> stopwatches = runners.stream().map(runner -> new Stopwatch()).toList();
    for (int turns = 0; turns < TURNS; turns++) {
      for (int i = 0; i < runners.size(); i++) {
        int next = (turns + i) % runners.size();
        runners.get(next).repeat(read, turn, stopwatches.get(next));
      }
    }
    for (int i = 0; i < runners.size(); i++) {
      results.add(read.title(), entrants.get(i), stopwatches.get(i).rate());
    }
  }
}
