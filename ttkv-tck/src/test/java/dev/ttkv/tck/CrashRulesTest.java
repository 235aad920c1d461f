// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shows that the chapter about crashes fails on stores that only a crash shows to be broken. */
final class CrashRulesTest {
  private static final String KILLS =
      "a_process_that_is_killed_loses_nothing_that_was_acknowledged";
  private static final String SECOND = "a_second_process_works_by_the_rules_or_is_refused_by_name";

  private static final String FORGETTING =
      "a_process_that_is_killed_while_it_forgets_does_so_wholly_or_not_at_all";

  /** The tests of the rules, but for those about forgetting. */
  private static final Map<String, String> TESTS =
      Map.of("7.2", KILLS, "1.1", KILLS, "7.5", SECOND);

  /** How often a fault is given the chance to show. */
  private static final int ATTEMPTS = 30;

  /** What is broken, and the rule that fails. */
  static Map<TimeTravelStoreTck, String> broken() {
    Map<TimeTravelStoreTck, String> broken = new LinkedHashMap<>();
    broken.put(new BrokenByCrash.AcknowledgesBeforeItWrites(), "7.2");
    broken.put(new BrokenByCrash.TearsBatches(), "7.2");
    broken.put(new BrokenByCrash.RestartsItsClock(), "1.1");
    broken.put(new BrokenByCrash.StaysLocked(), "7.2");
    broken.put(new BrokenByCrash.LetsAnotherProcessIn(), "7.5");
    broken.put(new BrokenByCrash.PutsOffTrims(), "6.1");
    broken.put(new BrokenByCrash.ErasesKeyByKey(), "6.3");
    broken.put(new BrokenByCrash.LeavesWhatItErased(), "6.3");
    broken.put(new BrokenByCrash.CopiesInPlace(), "8.3");
    return broken;
  }

  /** What is said of each of them. */
  private static final Map<String, String> SENTENCES =
      Map.of(
          "AcknowledgesBeforeItWrites",
          "of \\d+ commits that were acknowledged \\d+ are lost, and 0 commits are torn:\\n  lost: \\d+\\.",
          "TearsBatches",
          "after kill \\d+, while .*: of \\d+ commits that were acknowledged .*:\n  wrong: |cannot be used: dev.ttkv.DamagedStoreException",
          "RestartsItsClock",
          "a commit (was made )?at .*, (not after|though) ",
          "StaysLocked",
          "(failed|does not open:) dev.ttkv.StoreLockedException: .*taken is there",
          "LetsAnotherProcessIn",
          "the watermark that another process has raised|what another process has put",
          "PutsOffTrims",
          "the horizon is .*, and was ",
          "ErasesKeyByKey",
          "of 3 keys that were being erased at once \\d are left",
          "LeavesWhatItErased",
          "store-before-it-was-erased still has erase-me/",
          "CopiesInPlace",
          "a backup does not open|the watermark of a backup is ");

  @TestFactory
  Stream<DynamicTest> each_broken_store_fails_its_rule() {
    return broken().entrySet().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken.getKey().backend().name(),
                    () -> {
                      Kit.Outcome failed =
                          failure(
                              broken.getKey(),
                              TESTS.getOrDefault(broken.getValue(), FORGETTING),
                              broken.getValue());
                      assertThat(failed.failure().orElseThrow().getMessage())
                          .containsPattern(SENTENCES.get(broken.getKey().backend().name()));
                    }));
  }

  @Test
  void a_store_that_stays_locked_fails_the_rule_about_two_processes_too() {
    assertThat(failure(new BrokenByCrash.StaysLocked(), SECOND, "7.5").failure()).isPresent();
  }

  @Test
  void the_backend_may_check_more_after_each_kill_with_its_own_store() {
    AtomicInteger checks = new AtomicInteger();
    TimeTravelStoreTck subject =
        new GoodStoreTckTest() {
          @Override
          protected Class<? extends TimeTravelStoreTck> inOtherProcesses() {
            return GoodStoreTckTest.class;
          }

          @Override
          protected void checkAfterKill(TimeTravelStore<String, String> store) {
            assertThat(store).isInstanceOf(GoodStore.class);
            checks.incrementAndGet();
          }
        };
    assertThat(run(subject, KILLS, 1, 6).failure()).isEmpty();
    assertThat(checks).hasValue(5);
  }

  /** Keeps a temporary file, as an engine does whose library is in its jar. */
  static final class KeepsTemporaryFile extends TimeTravelStoreTck {
    static final String NAME = "ttkv-tck-kept-by-who-was-killed";

    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      try {
        Files.createTempFile(NAME, "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return GoodStore.open(directory, keys, values, options);
    }
  }

  @Test
  void temporary_files_of_processes_that_were_killed_are_removed() throws IOException {
    TimeTravelStoreTck subject =
        new GoodStoreTckTest() {
          @Override
          protected Class<? extends TimeTravelStoreTck> inOtherProcesses() {
            return KeepsTemporaryFile.class;
          }
        };
    assertThat(run(subject, KILLS, 1, 2).failure()).isEmpty();
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.filter(file -> file.toString().contains(KeepsTemporaryFile.NAME))).isEmpty();
    }
  }

  /** Returns the first failure by a rule: now and then a fault shows by another one first. */
  private static Kit.Outcome failure(TimeTravelStoreTck subject, String test, String rule) {
    return Stream.iterate(1, attempt -> attempt + 1)
        .limit(ATTEMPTS)
        .map(attempt -> run(subject, test, attempt, test.equals(FORGETTING) ? 14 : 5))
        .filter(outcome -> outcome.failure().isPresent() && outcome.rule().equals(rule))
        .findFirst()
        .orElseThrow();
  }

  private static Kit.Outcome run(TimeTravelStoreTck subject, String test, long seed, int kills) {
    Kit kit = new Kit(subject.backend(), new Settings(seed, 1, 0, kills, Set.of()));
    List<Kit.Case> cases =
        Kit.cases().stream().filter(c -> c.method().getName().equals(test)).toList();
    assertThat(cases).hasSize(1);
    return kit.run(cases.get(0));
  }
}
