// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.tck.Programs.Topic;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ProgramsTest {
  private static final Logger STORES = Logger.getLogger("dev.ttkv");

  @BeforeAll
  static void doNotWarn() {
    STORES.setLevel(Level.OFF);
  }

  @Test
  void a_good_store_passes_programs_of_all_topics() {
    try (Lab lab = lab(Broken.engine("good", engine -> engine), 3)) {
      Programs.check(lab, 60, EnumSet.complementOf(EnumSet.of(Topic.FORGETTING)));
      // what a forgetting does to a stream on its way depends on its pages
      Programs.check(lab, 60, EnumSet.complementOf(EnumSet.of(Topic.STREAMS)));
    }
  }

  @Test
  void a_failure_is_shown_as_the_shortest_program() {
    RuleBroken broken = failure(3);
    assertThat(broken.rule()).isEqualTo("5.2");
    assertThat(broken)
        .hasMessageContaining("Instant t0 = store.")
        .hasMessageContaining("Instant t1 = store.")
        .hasMessageContaining("store.times().toList();")
        .hasMessageContaining("expected: [")
        .hasMessageContaining("but was:  [");
    assertThat(String.valueOf(broken.getMessage()).lines().filter(line -> line.contains("store.")))
        .hasSize(3);
  }

  @Test
  void the_same_seed_gives_the_same_failure() {
    assertThat(failure(4)).hasMessage(failure(4).getMessage());
  }

  private static RuleBroken failure(long seed) {
    Broken deaf =
        BrokenHistories.all().stream()
            .filter(broken -> broken.name().equals("leaves the times of deletions out"))
            .findFirst()
            .orElseThrow();
    try (Lab lab = lab(deaf, seed)) {
      return catchThrowableOfType(
          RuleBroken.class, () -> Programs.check(lab, 100, EnumSet.of(Topic.FEED)));
    }
  }

  @Test
  void a_program_is_written_as_java() {
    Broken broken =
        Broken.store(
            "finds nothing",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key) {
                    return Optional.empty();
                  }
                });
    List<Op> program =
        List.of(
            new Op.Settle(When.at(When.Base.CLOCK)),
            new Op.Clock(-5),
            new Op.Put("a\u0000\"", "1"),
            new Op.PutAt("b", "2", new When(When.Base.WATERMARK, 0, 7)),
            new Op.PutAt("b", "3", When.commit(0, 0)),
            new Op.Delete("never"),
            new Op.Delete("b"),
            new Op.Commit(
                List.of(
                    new Part.Change("c", Optional.of("3")),
                    new Part.Change("a", Optional.empty()),
                    new Part.Condition("x", Optional.empty()),
                    new Part.Condition("b", Optional.of(When.commit(2, 1)))),
                Optional.empty(),
                Optional.of("why")),
            new Op.Take(When.commit(1, -1)),
            new Op.AskTaken(0, new Question.Count(Span.startingWith("a"))),
            new Op.Hold(new Feed.Times(), 1),
            new Op.Drain(0),
            new Op.AsOf(When.at(When.Base.MAX), new Question.Scan(Span.ALL, Order.DESCENDING)),
            new Op.Reopen(),
            new Op.Get("c"),
            new Op.Get("a\u0000\""));
    try (Lab lab = lab(broken, 1)) {
      Checker.Mismatch mismatch = Checker.check(lab, KeyCodec.utf8(), program).orElseThrow();
      assertThat(mismatch.program().lines().skip(3))
          .containsExactly(
              "store.settle(clock.instant());",
              "clock.move(-5);",
              "Instant t0 = store.put(\"a\\u0000\\\"\", \"1\");",
              "Instant t1 = store.put(\"b\", \"2\", store.watermark().plusNanos(7));",
              "store.put(\"b\", \"3\", t0); // throws NotAfterWatermarkException",
              "store.delete(\"never\");",
              "Instant t2 = store.delete(\"b\").orElseThrow();",
              "Instant t3 = store.commit(Batch.<String, String>create().put(\"c\", \"3\")"
                  + ".delete(\"a\").ifAbsent(\"x\").ifUnchangedSince(\"b\", t2.plusNanos(1))"
                  + ".note(\"why\")).orElseThrow();",
              "Snapshot<String, String> s0 = store.asOf(t1.minusNanos(1));",
              "s0.count(KeyRange.startingWith(\"a\"));",
              "var i0 = store.times().iterator(); // consume 1 of it",
              "i0.forEachRemaining(System.out::println);",
              "store.asOf(Instant.MAX).entries(KeyRange.<String>all(), Order.DESCENDING).toList();",
              "store.close(); store = open();",
              "store.get(\"c\");");
      assertThat(mismatch.expected()).isEqualTo("Optional[3]");
      assertThat(mismatch.actual()).isEqualTo("Optional.empty");
      assertThat(mismatch.rule()).isEqualTo("2.2");
    }
  }

  @Test
  void the_past_is_asked_again_at_the_end() {
    Broken forgetful =
        BrokenSnapshots.all().stream()
            .filter(broken -> broken.name().equals("lets a snapshot know the future"))
            .findFirst()
            .orElseThrow();
    List<Op> program =
        List.of(
            new Op.Put("a", "1"),
            new Op.AsOf(When.commit(0, 0), new Question.Past("a")),
            new Op.Put("a", "2"));
    try (Lab lab = lab(forgetful, 1)) {
      Checker.Mismatch mismatch = Checker.check(lab, KeyCodec.utf8(), program).orElseThrow();
      assertThat(mismatch.rule()).isEqualTo("2.4");
      assertThat(mismatch.program()).endsWith(".history(\"a\").toList(); // was asked before");
    }
  }

  private static Lab lab(Backend backend, long seed) {
    return new Lab(backend, new Settings(seed, 1, 500, Set.of()));
  }
}
