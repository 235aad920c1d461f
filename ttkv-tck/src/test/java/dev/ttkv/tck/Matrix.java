// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Which rules fail on which of the stores that break them, in one behaviour each, as written down
 * in {@code matrix.txt}. It is written anew by
 *
 * <pre>
 * mvn -B -pl ttkv-tck -am -Dtest='Matrix*HalfTest' -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.forks=1 -Dttkv.tck.matrix=write test
 * </pre>
 */
final class Matrix {
  private static final Path GOLDEN = Path.of("src/test/resources/matrix.txt");
  private static final boolean WRITE = "write".equals(System.getProperty("ttkv.tck.matrix"));

  /** Many rules are about a watermark ahead of the clock, of which a store warns. */
  private static final Logger STORES = Logger.getLogger("dev.ttkv");

  static {
    STORES.setLevel(Level.OFF);
  }

  private Matrix() {}

  /**
   * Returns a test for every second broken store: the halves are classes of their own, so that two
   * processes can run them at once.
   */
  static Stream<DynamicTest> half(int first) {
    List<Broken> broken = broken();
    return IntStream.iterate(first, i -> i < broken.size(), i -> i + 2)
        .mapToObj(broken::get)
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> test(each)));
  }

  private static void test(Broken broken) throws IOException {
    Set<String> failing = failing(broken, brief(1), sequential());
    if (WRITE) {
      write(broken, failing);
    }
    assertThat(failing).isEqualTo(golden().get(broken.name())).isNotEmpty();
  }

  static Map<String, Set<String>> golden() throws IOException {
    Map<String, Set<String>> golden = new LinkedHashMap<>();
    for (String line : Files.readAllLines(GOLDEN)) {
      String[] parts = line.split(": ", 2);
      golden.put(parts[0], new TreeSet<>(List.of(parts[1].split(" "))));
    }
    return golden;
  }

  private static void write(Broken broken, Set<String> failing) throws IOException {
    Map<String, Set<String>> matrix = golden();
    matrix.put(broken.name(), failing);
    Files.write(
        GOLDEN,
        broken().stream()
            .map(Broken::name)
            .filter(matrix::containsKey)
            .map(name -> name + ": " + String.join(" ", matrix.get(name)))
            .toList());
  }

  static List<Broken> broken() {
    List<Broken> all = new ArrayList<>(BrokenReads.all());
    all.addAll(BrokenWrites.all());
    all.addAll(BrokenStores.all());
    all.addAll(BrokenBatches.all());
    all.addAll(BrokenHistories.all());
    all.addAll(BrokenSnapshots.all());
    all.addAll(BrokenMaintenance.all());
    all.addAll(BrokenForgetting.all());
    return all;
  }

  static Settings brief(long seed) {
    return new Settings(seed, 0.015, 0, Set.of());
  }

  /** Returns the tests of one thread and one process; others are run on fewer stores. */
  static List<Kit.Case> sequential() {
    return Kit.cases().stream()
        .filter(test -> !concurrent(test) && !test.chapter().equals("CrashRules"))
        .toList();
  }

  static boolean concurrent(Kit.Case test) {
    Class<?> chapter = test.method().getDeclaringClass();
    return chapter == ConcurrencyRules.class
        || chapter == WholeCommitRules.class
        || chapter == MeanwhileRules.class;
  }

  /** Returns the rules that fail; a test whose rules have failed before is not run. */
  static Set<String> failing(Backend backend, Settings settings, List<Kit.Case> tests) {
    Kit kit = new Kit(backend, settings);
    Set<String> failing = new TreeSet<>();
    for (Kit.Case test : tests) {
      if (!failing.containsAll(test.rules())) {
        Kit.Outcome outcome = kit.run(test);
        if (outcome.failure().isPresent()) {
          failing.add(outcome.rule());
        }
      }
    }
    return failing;
  }
}
