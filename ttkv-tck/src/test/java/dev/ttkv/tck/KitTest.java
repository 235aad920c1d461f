// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KitTest {
  private static final Backend GOOD = Broken.engine("GoodTest", engine -> engine);

  /** Tests that end in each way. */
  static final class Chapter {
    static final List<Path> PLACES = Collections.synchronizedList(new ArrayList<>());
    static final List<Long> RANDOM = Collections.synchronizedList(new ArrayList<>());

    void passes(Lab lab) {
      lab.store().put("a", "1");
      PLACES.add(lab.place().directory());
      RANDOM.add(lab.random().nextLong());
    }

    void fails(Lab lab) {
      lab.store().put("a", "1");
      throw new AssertionError("one is not two");
    }

    void throwsSomething(Lab lab) {
      throw new UnsupportedOperationException("not today");
    }

    void breaksOneRule(Lab lab) {
      lab.store();
      throw new RuleBroken("5.3", "a difference", null);
    }

    void neverEnds(Lab lab) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }

  @Test
  void a_test_that_passes_leaves_nothing() {
    assertThat(run("passes").failure()).isEmpty();
    assertThat(Chapter.PLACES).isNotEmpty().noneMatch(Files::exists);
  }

  @Test
  void what_is_random_follows_from_the_seed() {
    Chapter.RANDOM.clear();
    run("passes");
    run("passes");
    assertThat(Chapter.RANDOM).containsExactly(firstLong(11), firstLong(11));
  }

  private static long firstLong(long seed) {
    return new Random(seed).nextLong();
  }

  @Test
  void a_failure_says_the_rules_what_was_wrong_and_how_to_run_it_again() {
    assertThat(failure("fails"))
        .hasMessageContaining("SPEC 2.1 [must] A commit at t is seen as of t and later")
        .hasMessageContaining("SPEC 5.3 [must]")
        .hasMessageContaining("in Chapter.fails:")
        .hasMessageContaining("one is not two")
        .hasMessageContaining(
            "mvn test -Dtest=GoodTest -Dttkv.tck.rules=2.1 -Dttkv.tck.seed=11 -Dttkv.tck.tries=0.5")
        .hasRootCauseMessage("one is not two");
    assertThat(failure("throwsSomething"))
        .hasMessageContaining("java.lang.UnsupportedOperationException: not today");
  }

  @Test
  void a_failure_that_knows_its_rule_is_of_that_rule_alone() {
    assertThat(run("breaksOneRule").rule()).isEqualTo("5.3");
    assertThat(failure("breaksOneRule"))
        .hasMessageContaining("SPEC 5.3")
        .hasMessageNotContaining("SPEC 2.1")
        .hasMessageContaining("-Dttkv.tck.rules=2.1");
    assertThat(run("fails").rule()).isEqualTo("2.1");
  }

  @Test
  void a_test_that_does_not_end_is_ended_and_says_where_it_was() {
    assertThat(failure("neverEnds"))
        .hasMessageContaining("SPEC 2.1")
        .hasMessageContaining("it did not end within PT0.5S")
        .hasMessageContaining("neverEnds");
  }

  @Test
  void settings_are_read_from_system_properties() {
    assertThat(settings("7", "0.5", "2.1, 5.3"))
        .isEqualTo(new Settings(7, 0.5, 500, Set.of("2.1", "5.3")));
    assertThat(settings("", "", ""))
        .satisfies(given -> assertThat(given.tries()).isEqualTo(1.0))
        .satisfies(given -> assertThat(given.rules()).isEmpty());
    assertThatThrownBy(() -> settings("x", "", "")).hasMessageContaining("ttkv.tck.seed");
    assertThatThrownBy(() -> settings("", "-1", "")).hasMessageContaining("ttkv.tck.tries");
    assertThatThrownBy(() -> settings("", "x", "")).hasMessageContaining("ttkv.tck.tries");
    assertThatThrownBy(() -> settings("", "", "2.1,9.9"))
        .hasMessageContaining("ttkv.tck.rules")
        .hasMessageContaining("9.9");
  }

  @Test
  void the_number_of_kills_is_read_and_repeated() {
    assertThat(settings("7", "", "").kills()).isEqualTo(5);
    assertThat(settings("7", "", "").replay("7.2")).doesNotContain("kills");
    try {
      System.setProperty("ttkv.tck.kills", "500");
      assertThat(settings("7", "", "").kills()).isEqualTo(500);
      assertThat(settings("7", "", "").replay("7.2"))
          .isEqualTo("-Dttkv.tck.rules=7.2 -Dttkv.tck.seed=7 -Dttkv.tck.kills=500");
      System.setProperty("ttkv.tck.kills", "0");
      assertThatThrownBy(() -> settings("", "", "")).hasMessageContaining("ttkv.tck.kills");
    } finally {
      System.clearProperty("ttkv.tck.kills");
    }
  }

  @Test
  void the_number_of_flips_is_read_and_repeated() {
    assertThat(settings("7", "", "").replay("7.3")).doesNotContain("flips");
    try {
      System.setProperty("ttkv.tck.flips", "2000");
      assertThat(settings("7", "", "").flips()).isEqualTo(2_000);
      assertThat(settings("7", "", "").replay("7.3"))
          .isEqualTo("-Dttkv.tck.rules=7.3 -Dttkv.tck.seed=7 -Dttkv.tck.flips=2000");
      System.setProperty("ttkv.tck.flips", "x");
      assertThatThrownBy(() -> settings("", "", "")).hasMessageContaining("ttkv.tck.flips");
    } finally {
      System.clearProperty("ttkv.tck.flips");
    }
  }

  @Test
  void rules_select_their_tests() {
    Kit kit = new Kit(GOOD, new Settings(1, 1, 500, Set.of("5.2")));
    assertThat(kit.selected()).isNotEmpty().allMatch(test -> test.rules().contains("5.2"));
    assertThat(kit.testable()).containsExactly("5.2");
    assertThat(new Kit(GOOD, new Settings(1, 1, 500, Set.of())).selected()).isEqualTo(Kit.cases());
  }

  private static Settings settings(String seed, String tries, String rules) {
    List<String> names = List.of("ttkv.tck.seed", "ttkv.tck.tries", "ttkv.tck.rules");
    List<String> before = names.stream().map(name -> System.getProperty(name, "")).toList();
    try {
      set(names, List.of(seed, tries, rules));
      return Settings.fromSystemProperties();
    } finally {
      set(names, before);
    }
  }

  private static void set(List<String> names, List<String> values) {
    for (int i = 0; i < names.size(); i++) {
      System.setProperty(names.get(i), values.get(i));
    }
  }

  private static AssertionError failure(String method) {
    return run(method).failure().orElseThrow();
  }

  private static Kit.Outcome run(String name) {
    Method method =
        Stream.of(Chapter.class.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return new Kit(GOOD, new Settings(11, 0.5, 500, Set.of()), Duration.ofMillis(500))
        .run(new Kit.Case(method, List.of("2.1", "5.3")));
  }
}
