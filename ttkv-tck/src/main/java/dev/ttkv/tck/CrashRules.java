// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Durability;
import dev.ttkv.StoreLockedException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What survives the death of a process, and what two processes do to one store. */
final class CrashRules {
  /** How long a refusal may take: SPEC says a second, and a busy machine is slow. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @Rule({"7.2", "7.1", "1.1", "2.4", "4.1"})
  void a_process_that_is_killed_loses_nothing_that_was_acknowledged(Lab lab)
      throws InterruptedException {
    StoreOptions options = lab.durableOptions().withDurability(Durability.PROCESS);
    if (!lab.survivesCrashes()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> lab.store(options),
          "what does not survive the death of its process refuses Durability.PROCESS");
      return;
    }
    try {
      lab.store(options).close();
    } catch (IllegalArgumentException e) {
      throw new HookBroken(
          "open(...) refused Durability.PROCESS: %s; a backend that does not survive the death of"
                  .formatted(e.getMessage())
              + " its process says so with lacks(), which has to return Lack.CRASH_SAFETY then",
          e);
    }
    lab.tell(new Kills(lab).run(lab.kills()));
  }

  @Rule({"7.2", "6.1", "6.3", "8.3"})
  void a_process_that_is_killed_while_it_forgets_does_so_wholly_or_not_at_all(Lab lab)
      throws InterruptedException {
    if (lab.survivesCrashes() && lab.forgets()) {
      lab.tell(new ForgettingKills(lab).run(Math.max(1, lab.kills() / 2)));
    }
  }

  @Rule("7.5")
  void a_second_process_works_by_the_rules_or_is_refused_by_name(Lab lab)
      throws InterruptedException {
    if (!lab.survives()) {
      return; // each process has a store of its own
    }
    Lab.Place place = lab.place();
    Instant last;
    try (Child first = holder(lab, place, 1)) {
      assertOpened(first);
      last = put(first, "1");
      Optional<TimeTravelStore<String, String>> second = open(lab, place);
      if (second.isPresent()) {
        last = takeTurns(first, second.get(), last);
        second.get().close();
      }
      last = put(first, "the first goes on", last);
      first.kill();
    }
    if (!lab.survivesCrashes()) {
      return;
    }
    TimeTravelStore<String, String> holder = place.open(lab.durableOptions());
    assertEquals(last, holder.watermark(), "opened after the process that had it open was killed");
    assertEquals(Optional.of("the_first_goes_on"), holder.get("a"));
    try (Child other = holder(lab, place, 2)) {
      String line = other.await("opened").orElse("nothing");
      if (line.equals("opened")) {
        takeTurns(other, holder, last);
      } else {
        assertTrue(
            line.contains(StoreLockedException.class.getName()),
            () ->
                "a process that opens what is open elsewhere has to be refused with a"
                    + " StoreLockedException, but it said '"
                    + line
                    + "'");
        assertTrue(holder.put("a", "2").isAfter(last));
      }
    }
  }

  private static Child holder(Lab lab, Lab.Place place, int run) {
    return lab.child(place, OtherProcess.Task.OBEY, run, Duration.ZERO, Duration.ZERO);
  }

  private static void assertOpened(Child child) throws InterruptedException {
    assertEquals(
        Optional.of("opened"),
        child.await("opened"),
        () -> "what the process that opens the store said; it wrote " + child.errors());
  }

  /** Opens the store that another process has open; empty if that is refused. */
  private static Optional<TimeTravelStore<String, String>> open(Lab lab, Lab.Place place) {
    long begun = System.nanoTime();
    try {
      return Optional.of(place.open(lab.durableOptions()));
    } catch (StoreLockedException e) {
      Duration taken = Duration.ofNanos(System.nanoTime() - begun);
      assertTrue(
          taken.compareTo(SOON) < 0,
          () -> "a store that is open elsewhere was refused only after " + taken);
      return Optional.empty();
    }
  }

  private static Instant put(Child child, String value) throws InterruptedException {
    return put(child, value, Instant.MIN);
  }

  private static Instant put(Child child, String value, Instant last) throws InterruptedException {
    child.tell("put a " + value.replace(' ', '_'));
    Instant time = Instant.parse(said(child, "put")[1]);
    assertTrue(time.isAfter(last), () -> time + " is not after " + last);
    return time;
  }

  private static String[] said(Child child, String word) throws InterruptedException {
    String line = child.await(word).orElse("nothing");
    assertTrue(
        line.startsWith(word + " "),
        () -> "the other process said '%s'; it wrote %s".formatted(line, child.errors()));
    return line.split(" ");
  }

  /** Lets two processes write in turn, and each of them see what the other one wrote. */
  private static Instant takeTurns(Child child, TimeTravelStore<String, String> store, Instant last)
      throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      Instant ofChild = put(child, "" + i, last);
      assertEquals(ofChild, store.watermark(), "the watermark that another process has raised");
      assertEquals(Optional.of("" + i), store.get("a"), "what another process has put");
      Instant time = store.put("a", "here" + i);
      assertTrue(time.isAfter(ofChild), () -> time + " is not after " + ofChild);
      child.tell("get a");
      String[] got = said(child, "got");
      assertEquals(time, Instant.parse(got[1]), "the watermark as the other process sees it");
      assertEquals("here" + i, got[2], "what the other process sees of what was put here");
      last = time;
    }
    return last;
  }
}
