// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.io.PrintStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the stores side by side with loops written by hand and with the obvious recipes, and
 * prints the medians of some rounds and their ratios. Figures are operations a second of the
 * processor time of the thread that calls.
 *
 * <pre>
 * mvn -q -B -pl ttkv-bench -am -DskipTests package
 * java -Xmx4g -jar ttkv-bench/target/ttkv-bench-0.1.0-SNAPSHOT-all.jar [memory] [sqlite] [mapdb] [chronicle] [KEYSxVERSIONS ...] [rounds=N]
 * </pre>
 *
 * <p>Without arguments: all four, 100000x10 and 100x10000, 5 rounds.
 */
public final class Bench {
  private static final Pattern SIZE = Pattern.compile("(\\d+)x(\\d+)");
  private static final Pattern ROUNDS = Pattern.compile("rounds=(\\d+)");
  private static final long TURN = 50_000_000;
  private static final long SEED = 42;

  private Bench() {}

  /**
   * Measures and prints.
   *
   * @throws IllegalArgumentException if an argument is not understood
   * @throws IllegalStateException if a contestant gives a wrong answer
   */
  public static void main(String[] arguments) throws Exception {
    Set<Contest> contests = EnumSet.noneOf(Contest.class);
    int rounds = 5;
    List<String> sizes = new ArrayList<>();
    for (String argument : arguments) {
      Matcher given = ROUNDS.matcher(argument);
      Optional<Contest> contest = Contest.named(argument);
      if (contest.isPresent()) {
        contests.add(contest.get());
      } else if (SIZE.matcher(argument).matches()) {
        sizes.add(argument);
      } else if (given.matches()) {
        rounds = Integer.parseInt(given.group(1));
      } else {
        throw new IllegalArgumentException(
            "not understood: %s; write [memory] [sqlite] [mapdb] [chronicle] [KEYSxVERSIONS ...] [rounds=N]"
                .formatted(argument));
      }
    }
    for (String size : sizes.isEmpty() ? List.of("100000x10", "100x10000") : sizes) {
      for (Contest contest : contests.isEmpty() ? EnumSet.allOf(Contest.class) : contests) {
        run(contest, size, rounds, TURN, System.out);
      }
    }
  }

  static void run(Contest contest, String size, int rounds, long turn, PrintStream out)
      throws Exception {
    Workload workload = workload(size, contest.mostPutsACommit());
    boolean onHeap = contest == Contest.MEMORY;
    Results results = new Race(workload, contest.entrants(), turn).run(rounds, onHeap);
    for (int round = 0; onHeap && round < rounds; round++) {
      for (Entrant entrant : contest.entrants()) {
        results.add("bytes a version", entrant, Footprint.bytes(entrant, workload));
      }
    }
    out.println(
        results.table(
            workload.commitSize() == 1
                ? size
                : size + ", " + workload.commitSize() + " puts a commit"));
  }

  private static Workload workload(String size, int mostPutsACommit) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is written KEYSxVERSIONS, not " + size);
    }
    BigInteger keys = new BigInteger(matcher.group(1));
    int commitSize = keys.gcd(BigInteger.valueOf(mostPutsACommit)).intValueExact();
    return new Workload(keys.intValueExact(), Integer.parseInt(matcher.group(2)), commitSize, SEED);
  }
}
