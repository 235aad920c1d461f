// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests a backend by the rules of {@code SPEC.md}. The test class of a backend extends it and opens
 * a store; that is all:
 *
 * <pre>{@code
 * final class MyStoreTckTest extends TimeTravelStoreTck {
 *   @Override
 *   protected <K, V> TimeTravelStore<K, V> open(
 *       Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
 *     return MyStore.open(directory.resolve("tck.db"), keys, values, options);
 *   }
 * }
 * }</pre>
 *
 * <p>Five system properties change a run: {@code ttkv.tck.rules} selects rules ({@code 2.1,2.4}),
 * {@code ttkv.tck.seed} repeats what was random, {@code ttkv.tck.tries} multiplies the number of
 * random programs, {@code ttkv.tck.kills} is the number of processes to kill, of which there are 5
 * unless it is given, and {@code ttkv.tck.flips} the number of copies of a store of which a bit is
 * flipped, 100 unless it is given. A failure prints them as they are needed to run it again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class TimeTravelStoreTck {
  private final Kit kit = new Kit(new UnderTest(), Settings.fromSystemProperties());
  private final Set<String> executed = new TreeSet<>();

  /** Makes a test of the backend whose stores {@link #open} opens. */
  protected TimeTravelStoreTck() {}

  /**
   * Opens the store in a directory, creating it if the options say so and it is not there. Each
   * store of the kit has a directory of its own, which is there and in which nobody else writes;
   * called again with the same directory, it is the same store.
   *
   * @param directory where the store lies
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options what all backends understand: a clock, a way to open, a durability
   */
  protected abstract <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options);

  /** Returns what the backend lacks; nothing unless it is overridden. */
  protected Set<Lack> lacks() {
    return Set.of();
  }

  /**
   * Returns the class whose {@link #open} other processes call: this one unless it is overridden.
   * The kit starts such processes to kill them while they create, open, write and close a store,
   * and to open a store twice (SPEC 7.2, 7.5). They have the path, the options and the folder of
   * this process, make an object of the class with its constructor without arguments, and call
   * nothing but {@code open} with a directory that this process knows.
   */
  protected Class<? extends TimeTravelStoreTck> inOtherProcesses() {
    return getClass();
  }

  /**
   * Checks a store that was opened again after the process that wrote to it was killed, beyond what
   * the kit checks; nothing unless it is overridden.
   *
   * @param store the store, as {@link #open} gave it
   * @throws AssertionError if something is wrong with it
   */
  protected void checkAfterKill(TimeTravelStore<String, String> store) {}

  /** Gives one test for each promise that is tested, by chapter. */
  @TestFactory
  @Order(1)
  Stream<DynamicContainer> rules() {
    Map<String, List<Kit.Case>> chapters =
        kit.selected().stream()
            .collect(
                Collectors.groupingBy(Kit.Case::chapter, LinkedHashMap::new, Collectors.toList()));
    return chapters.entrySet().stream()
        .map(
            chapter ->
                DynamicContainer.dynamicContainer(
                    chapter.getKey(), chapter.getValue().stream().map(this::test)));
  }

  private DynamicTest test(Kit.Case test) {
    return DynamicTest.dynamicTest(
        test.sentence(),
        () -> {
          Kit.Outcome outcome = kit.run(test);
          executed.addAll(test.rules());
          if (outcome.failure().isPresent()) {
            throw outcome.failure().get();
          }
        });
  }

  /** Fails if a rule was not tested: a run in which nothing ran is no success. */
  @Test
  @Order(Integer.MAX_VALUE)
  void every_rule_was_tested() {
    Set<String> missing = new TreeSet<>(kit.testable());
    missing.removeAll(executed);
    assertEquals(Set.of(), missing, "rules of SPEC.md that no test was run for");
  }

  /** Returns the backend that this tests. */
  final Backend backend() {
    return new UnderTest();
  }

  private final class UnderTest implements Backend {
    @Override
    public <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return TimeTravelStoreTck.this.open(directory, keys, values, options);
    }

    @Override
    public Set<Lack> lacks() {
      return TimeTravelStoreTck.this.lacks();
    }

    @Override
    public String name() {
      return TimeTravelStoreTck.this.getClass().getSimpleName();
    }

    @Override
    public Class<? extends TimeTravelStoreTck> inOtherProcesses() {
      return TimeTravelStoreTck.this.inOtherProcesses();
    }

    @Override
    public void checkAfterKill(TimeTravelStore<String, String> store) {
      TimeTravelStoreTck.this.checkAfterKill(store);
    }
  }
}
