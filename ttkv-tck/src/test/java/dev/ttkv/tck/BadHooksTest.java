// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** What the kit says about a test class that gives it something else than stores. */
final class BadHooksTest {
  private static final Settings BRIEF = new Settings(1, 0.01, 0, Set.of("1.2", "2.1", "4.5"));

  /** What the test class of a backend does. */
  @FunctionalInterface
  private interface Hook {
    @Nullable Object open(
        Path directory, KeyCodec<Object> keys, Codec<Object> values, StoreOptions options);
  }

  /** A test class of somebody else. */
  private static class Subject extends TimeTravelStoreTck {
    private final Hook hook;

    Subject(Hook hook) {
      this.hook = hook;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what it gives back may be anything
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return (TimeTravelStore<K, V>)
          hook.open(directory, (KeyCodec<Object>) keys, (Codec<Object>) values, options);
    }
  }

  @Test
  void open_that_returns_null() {
    assertFailsEverything(
        (directory, keys, values, options) -> null,
        "open\\(/.*place0, utf8, utf8, StoreOptions\\[.*]\\) returned null; it has to return the"
            + " store of the directory, opened");
  }

  @Test
  void open_that_returns_the_same_store_for_another_directory() {
    AtomicReference<TimeTravelStore<Object, Object>> only = new AtomicReference<>();
    List<String> failures =
        failures(
            (directory, keys, values, options) -> {
              only.compareAndSet(null, GoodStore.open(directory, keys, values, options));
              return only.get();
            });
    assertThat(failures.subList(1, failures.size()))
        .allMatch(
            text ->
                text.contains("returned the same store as it did before for /")
                    && text.contains("each call has to return a store of its own"));
  }

  @Test
  void open_that_returns_the_same_store_for_a_directory_that_is_opened_again() {
    AtomicReference<TimeTravelStore<Object, Object>> last = new AtomicReference<>();
    AtomicReference<Path> where = new AtomicReference<>();
    Subject subject =
        new Subject(
            (directory, keys, values, options) -> {
              if (!directory.equals(where.getAndSet(directory))) {
                last.set(GoodStore.open(directory, keys, values, options));
              }
              return last.get();
            });
    assertThat(failure(subject, "7.5", "a_second_open_works_by_the_rules_or_is_refused"))
        .contains("returned the same store as it did before for this directory");
  }

  @Test
  void open_that_returns_a_store_with_other_data_in_it() {
    assertFailsEverything(
        (directory, keys, values, options) -> {
          TimeTravelStore<Object, Object> store = GoodStore.open(directory, keys, values, options);
          Object key = keys.equals(KeyCodec.utf8()) ? "a" : null;
          if (key != null && values.equals(Codec.utf8())) {
            store.put(key, "1");
          }
          return store;
        },
        "returned a store that has 1 commits already and a watermark of 2024-02-29T12:00:00.123456789Z,"
            + " though the directory is new; a store has to lie in the directory that is given");
  }

  @Test
  void open_that_returns_a_closed_store() {
    assertFailsEverything(
        (directory, keys, values, options) -> {
          TimeTravelStore<Object, Object> store = GoodStore.open(directory, keys, values, options);
          store.close();
          return store;
        },
        "returned a store that cannot be read: .*IllegalStateException: .* is closed; it has to"
            + " return an open store");
  }

  @Test
  void open_that_throws() {
    assertFailsEverything(
        (directory, keys, values, options) -> {
          throw new IllegalStateException("no driver");
        },
        "open\\(/.*\\) threw java.lang.IllegalStateException: no driver; it has to return a new and"
            + " empty store");
    assertFailsEverything(
        (directory, keys, values, options) -> {
          throw new NoClassDefFoundError("org/engine/Driver");
        },
        "threw java.lang.NoClassDefFoundError: org/engine/Driver; it has to");
  }

  @Test
  void open_that_hangs_once_costs_one_test_its_time_and_the_others_none() {
    CountDownLatch never = new CountDownLatch(1);
    Subject subject =
        new Subject(
            (directory, keys, values, options) -> {
              await(never);
              return GoodStore.open(directory, keys, values, options);
            });
    long begun = System.nanoTime();
    List<Kit.Outcome> outcomes = new Kit(subject.backend(), BRIEF, Duration.ofMillis(700)).run();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThat(outcomes).allMatch(outcome -> outcome.failure().isPresent());
    assertThat(text(outcomes.get(0)))
        .containsPattern("open\\(/.*\\) has not returned after PT0\\..*S; it has to return a new")
        .contains("It was\n    at ")
        .doesNotContain("SPEC 1.2");
    assertThat(outcomes.subList(1, outcomes.size()))
        .allMatch(outcome -> text(outcome).contains("not run, for open(/"));
  }

  @Test
  void stores_that_hang_stop_the_run_after_three_tests() {
    CountDownLatch never = new CountDownLatch(1);
    Broken broken =
        Broken.store(
            "hangs",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key) {
                    await(never);
                    return good.get(key);
                  }

                  @Override
                  public Optional<Object> get(Object key, Instant asOf) {
                    await(never);
                    return good.get(key, asOf);
                  }
                });
    List<String> failures =
        new Kit(broken, new Settings(1, 0.01, 0, Set.of("2.1", "2.2")), Duration.ofSeconds(1))
            .run().stream()
                .filter(outcome -> outcome.failure().isPresent())
                .map(BadHooksTest::text)
                .toList();
    assertThat(failures).hasSizeGreaterThan(4);
    assertThat(failures.subList(0, 3))
        .allMatch(text -> text.contains("it did not end within PT1S"));
    assertThat(failures.subList(3, failures.size()))
        .allMatch(text -> text.contains("not run, for 3 tests did not end"));
  }

  @Test
  void close_that_throws() {
    Broken broken =
        Broken.store(
            "cannot be closed",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public void close() {
                    good.close();
                    throw new UnsupportedOperationException("close");
                  }
                });
    assertThat(failure(broken, "1.2", "open_takes_the_clock_that_it_is_given"))
        .containsPattern(
            "close\\(\\) of the store in /.*place0 threw java.lang.UnsupportedOperationException: close;"
                + " it has to close the store, and to do nothing if it is closed already");
  }

  @Test
  void close_that_hangs() {
    CountDownLatch never = new CountDownLatch(1);
    Broken broken =
        Broken.store(
            "hangs when it is closed",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public void close() {
                    await(never);
                  }
                });
    assertThat(text(new Kit(broken, BRIEF, Duration.ofSeconds(1)).run().get(0)))
        .containsPattern(
            "close\\(\\) of the store in /.*place0 has not returned after PT.*S; it has to close the store");
  }

  @Test
  void open_that_ignores_the_codecs() {
    Hook ignores =
        (directory, keys, values, options) ->
            GoodStore.open(directory, KeyCodec.utf8(), Codec.utf8(), options);
    assertThat(failure(new Subject(ignores), "3.1", "open_takes_the_codecs_that_it_is_given"))
        .contains(
            "returned a store that put something without the key codec ttkv-tck-keys; it has to hand the codecs");
    Hook numbers =
        (directory, keys, values, options) ->
            GoodStore.open(directory, KeyCodec.int64(), Codec.utf8(), options);
    assertThat(failure(new Subject(numbers), "3.1", "open_takes_the_codecs_that_it_is_given"))
        .contains("returned a store of other codecs, for which a string is no key and value");
  }

  @Test
  void open_that_ignores_the_options() {
    Subject clock = subject(options -> StoreOptions.defaults());
    assertThat(failure(clock, "1.2", "open_takes_the_clock_that_it_is_given"))
        .contains("without asking the clock of the options, which stands at 2024-02-29T12:00");
    Subject lead = subject(options -> StoreOptions.defaults().withClock(options.clock()));
    assertThat(failure(lead, "1.5", "open_takes_the_lead_that_it_is_given"))
        .contains("made a commit 1 ns ahead of the clock, though the options have a greatest lead");
    Subject mode = subject(options -> options.withMode(OpenMode.CREATE));
    assertThat(failure(mode, "9.3", "open_takes_the_mode_that_it_is_given"))
        .contains("with OpenMode.EXISTING made a store in an empty directory; it has to hand");
  }

  @Test
  @SuppressWarnings("NullAway") // what it is about
  void lacks_that_returns_null() {
    Subject subject =
        new Subject(
            (directory, keys, values, options) ->
                GoodStore.open(directory, keys, values, options)) {
          @Override
          protected Set<Lack> lacks() {
            return null;
          }
        };
    assertThat(failure(subject, "9.3", "open_takes_the_mode_that_it_is_given"))
        .contains("lacks() returned null; it has to return Set.of() for nothing");
  }

  @Test
  void lacks_that_throws() {
    Subject subject =
        new Subject(
            (directory, keys, values, options) ->
                GoodStore.open(directory, keys, values, options)) {
          @Override
          protected Set<Lack> lacks() {
            throw new IllegalStateException("no driver");
          }
        };
    assertThat(failure(subject, "9.3", "open_takes_the_mode_that_it_is_given"))
        .contains("lacks() threw java.lang.IllegalStateException: no driver; it has to return what")
        .doesNotContain("SPEC 9.3");
  }

  @Test
  @SuppressWarnings("NullAway") // what it is about
  void open_that_returns_a_store_without_a_watermark() {
    Broken broken =
        Broken.store(
            "has no watermark",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Instant watermark() {
                    return null;
                  }
                });
    assertThat(failure(broken, "1.2", "open_takes_the_clock_that_it_is_given"))
        .contains("returned a store that cannot be read: java.lang.NullPointerException: its water")
        .doesNotContain("SPEC 1.2");
  }

  @Test
  void a_class_that_another_process_cannot_make() {
    Subject subject =
        new Subject(
            (directory, keys, values, options) -> GoodStore.open(directory, keys, values, options));
    assertThat(failure(subject, "7.5", "a_second_process_works_by_the_rules_or_is_refused_by_name"))
        .contains("inOtherProcesses() returned class dev.ttkv.tck.BadHooksTest$Subject, of which")
        .contains("it has to return a class with a constructor without arguments");
  }

  @Test
  void open_that_refuses_what_survives_a_crash() {
    Subject subject =
        subject(
            options -> {
              if (options.durability().equals(Optional.of(Durability.PROCESS))) {
                throw new IllegalArgumentException("not PROCESS");
              }
              return options;
            });
    assertThat(
            failure(subject, "7.2", "a_process_that_is_killed_loses_nothing_that_was_acknowledged"))
        .contains("open(...) refused Durability.PROCESS: not PROCESS; a backend that does not")
        .contains("Lack.CRASH_SAFETY");
  }

  @Test
  void the_test_class_of_a_bad_backend_is_red() {
    Subject subject =
        new Subject(
            (directory, keys, values, options) ->
                GoodStore.openForgetful(directory, keys, values, options, Durability.POWER));
    assertThat(subject.rules().flatMap(DynamicContainer::getChildren).map(DynamicTest.class::cast))
        .filteredOn(test -> test.getDisplayName().startsWith("9.3 open takes"))
        .singleElement()
        .satisfies(
            test ->
                assertThat(catchThrowable(test.getExecutable()::execute))
                    .hasMessageContaining(
                        "with OpenMode.CREATE_NEW opened the store that was there"));
  }

  private static Subject subject(UnaryOperator<StoreOptions> operator) {
    return new Subject(
        (directory, keys, values, options) ->
            GoodStore.open(directory, keys, values, operator.apply(options)));
  }

  private static void assertFailsEverything(Hook hook, String pattern) {
    assertThat(failures(hook)).allSatisfy(text -> assertThat(text).containsPattern(pattern));
  }

  /** Returns what the kit says, for each of a few tests that open a store; each must fail. */
  private static List<String> failures(Hook hook) {
    List<Kit.Outcome> outcomes =
        new Kit(new Subject(hook).backend(), BRIEF)
            .run().stream()
                // these are about an engine of their own
                .filter(o -> o.test().method().getDeclaringClass() != TogetherRules.class)
                .toList();
    assertThat(outcomes).hasSizeGreaterThan(10);
    return outcomes.stream().map(BadHooksTest::text).toList();
  }

  private static String failure(Subject subject, String rule, String method) {
    return failure(subject.backend(), rule, method);
  }

  private static String failure(Backend backend, String rule, String method) {
    Kit kit = new Kit(backend, new Settings(1, 0.01, 0, Set.of(rule)));
    return kit.selected().stream()
        .filter(test -> test.method().getName().equals(method))
        .map(kit::run)
        .map(BadHooksTest::text)
        .findFirst()
        .orElseThrow();
  }

  private static String text(Kit.Outcome outcome) {
    return outcome.failure().map(AssertionError::getMessage).orElse("passed " + outcome.test());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
