// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Durability;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Runs the kit on stores that break the rules, in one behaviour each. Which rules fail on which is
 * written down in {@code matrix.txt}; {@code -Dttkv.tck.matrix=write} writes it anew.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MatrixTest {
  private static final Path GOLDEN = Path.of("src/test/resources/matrix.txt");
  private static final boolean WRITE = "write".equals(System.getProperty("ttkv.tck.matrix"));

  /** Many rules are about a watermark ahead of the clock, of which a store warns. */
  private static final Logger STORES = Logger.getLogger("dev.ttkv");

  /** How often a race is run that need not be lost each time. */
  private static final int RACES = 50;

  /** The rules that no broken store fails, and why. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.of(
          "9.1", "locations are parsed by the API, before there is a backend",
          "9.2", "backends are found by the API, before there is a store");

  @BeforeAll
  static void doNotWarn() {
    STORES.setLevel(Level.OFF);
  }

  @TestFactory
  @Order(1)
  Stream<DynamicTest> each_broken_store_fails_what_is_written_down() throws IOException {
    Map<String, Set<String>> golden = WRITE ? new LinkedHashMap<>() : golden();
    return broken().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.name(),
                    () -> {
                      Set<String> failing = failing(broken, brief(1), sequential());
                      if (WRITE) {
                        golden.put(broken.name(), failing);
                        write(golden);
                      }
                      assertThat(failing).isEqualTo(golden.get(broken.name())).isNotEmpty();
                    }));
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> each_racy_store_fails_its_rule() {
    return racy().entrySet().stream()
        .map(
            racy ->
                DynamicTest.dynamicTest(
                    racy.getKey().name(),
                    () ->
                        assertThat(racesUntilFailure(racy.getKey(), racy.getValue()))
                            .as("races without a failure of " + racy.getValue())
                            .isLessThan(RACES)));
  }

  private static int racesUntilFailure(Broken broken, String rule) {
    List<Kit.Case> tests =
        Kit.cases().stream()
            .filter(test -> concurrent(test) && test.rules().contains(rule))
            .toList();
    int races = 0;
    while (races < RACES && !failing(broken, brief(races), tests).contains(rule)) {
      races++;
    }
    return races;
  }

  @Test
  @Order(3)
  void each_rule_has_a_broken_store_that_fails_it() throws IOException {
    Set<String> rules = new TreeSet<>(Spec.load().ids());
    golden().values().forEach(rules::removeAll);
    rules.removeAll(racy().values());
    rules.removeAll(CrashRulesTest.broken().values());
    assertThat(rules).containsExactlyInAnyOrderElementsOf(OUT_OF_REACH.keySet());
  }

  @Test
  void what_is_written_down_is_of_the_broken_stores_that_there_are() throws IOException {
    assertThat(golden().keySet())
        .containsExactlyElementsOf(broken().stream().map(Broken::name).toList());
    assertThat(Stream.concat(broken().stream(), racy().keySet().stream()).map(Broken::name))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_good_store_passes() {
    Backend lacking =
        Broken.forgetful("good, without durability", Durability.NONE, Lack.DURABILITY);
    assertThat(new Kit(lacking, brief(1)).run())
        .hasSameSizeAs(Kit.cases())
        .allSatisfy(outcome -> assertThat(outcome.failure()).isEmpty());
    Broken keeping = Broken.keeping("good, keeping everything in one place for ever");
    assertThat(failing(keeping, brief(1), sequential())).isEmpty();
    Broken good = Broken.engine("good", engine -> engine);
    assertThat(failing(good, brief(1), sequential())).isEmpty();
  }

  private static Map<String, Set<String>> golden() throws IOException {
    Map<String, Set<String>> golden = new LinkedHashMap<>();
    for (String line : Files.readAllLines(GOLDEN)) {
      String[] parts = line.split(": ", 2);
      golden.put(parts[0], new TreeSet<>(List.of(parts[1].split(" "))));
    }
    return golden;
  }

  private static void write(Map<String, Set<String>> matrix) throws IOException {
    Files.createDirectories(GOLDEN.getParent());
    Files.write(
        GOLDEN,
        matrix.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + String.join(" ", entry.getValue()))
            .toList());
  }

  private static List<Broken> broken() {
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

  private static Map<Broken, String> racy() {
    Map<Broken, String> all = new LinkedHashMap<>(BrokenWrites.racy());
    all.putAll(BrokenSnapshots.racy());
    return all;
  }

  private static Settings brief(long seed) {
    return new Settings(seed, 0.015, 0, Set.of());
  }

  /** Returns the tests of one thread and one process; others are run on fewer stores. */
  private static List<Kit.Case> sequential() {
    return Kit.cases().stream()
        .filter(test -> !concurrent(test) && !test.chapter().equals("CrashRules"))
        .toList();
  }

  private static boolean concurrent(Kit.Case test) {
    Class<?> chapter = test.method().getDeclaringClass();
    return chapter == ConcurrencyRules.class
        || chapter == WholeCommitRules.class
        || chapter == MeanwhileRules.class;
  }

  /** Returns the rules that fail; a test whose rules have failed before is not run. */
  private static Set<String> failing(Backend backend, Settings settings, List<Kit.Case> tests) {
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
