// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Durability;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Looks whether the broken stores are enough, and runs the kit on those that lose a race now and
 * then, and on good ones.
 */
final class MatrixTest {
  /** How often a race is run that need not be lost each time. */
  private static final int RACES = 50;

  /** The rules that no broken store fails, and why. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.of(
          "9.1", "locations are parsed by the API, before there is a backend",
          "9.2", "backends are found by the API, before there is a store");

  @TestFactory
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
            .filter(test -> Matrix.concurrent(test) && test.rules().contains(rule))
            .toList();
    int races = 0;
    while (races < RACES && !Matrix.failing(broken, Matrix.brief(races), tests).contains(rule)) {
      races++;
    }
    return races;
  }

  @Test
  void each_rule_has_a_broken_store_that_fails_it() throws IOException {
    Set<String> rules = new TreeSet<>(Spec.load().ids());
    Matrix.golden().values().forEach(rules::removeAll);
    rules.removeAll(racy().values());
    rules.removeAll(CrashRulesTest.broken().values());
    assertThat(rules).containsExactlyInAnyOrderElementsOf(OUT_OF_REACH.keySet());
  }

  @Test
  void what_is_written_down_is_of_the_broken_stores_that_there_are() throws IOException {
    assertThat(Matrix.golden().keySet())
        .containsExactlyElementsOf(Matrix.broken().stream().map(Broken::name).toList());
    assertThat(Stream.concat(Matrix.broken().stream(), racy().keySet().stream()).map(Broken::name))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_good_store_passes() {
    Backend lacking =
        Broken.forgetful("good, without durability", Durability.NONE, Lack.DURABILITY);
    assertThat(new Kit(lacking, Matrix.brief(1)).run())
        .hasSameSizeAs(Kit.cases())
        .allSatisfy(outcome -> assertThat(outcome.failure()).isEmpty());
    Broken keeping = Broken.keeping("good, keeping everything in one place for ever");
    assertThat(Matrix.failing(keeping, Matrix.brief(1), Matrix.sequential())).isEmpty();
    Broken good = Broken.engine("good", engine -> engine);
    assertThat(Matrix.failing(good, Matrix.brief(1), Matrix.sequential())).isEmpty();
  }

  private static Map<Broken, String> racy() {
    Map<Broken, String> all = new LinkedHashMap<>(BrokenWrites.racy());
    all.putAll(BrokenSnapshots.racy());
    return all;
  }
}
