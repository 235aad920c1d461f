// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.TimeTravelStore;
import dev.ttkv.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Kills processes that open a store, write to it with several threads and close it, again and
 * again, and checks after each kill what is left.
 */
final class Kills {
  /** What a process is doing when it is killed. */
  private enum Moment {
    WRITING("writing"),
    OPENING("opening"),
    CREATING("creating the store"),
    CLOSING("closing");

    private final String words;

    Moment(String words) {
      this.words = words;
    }
  }

  /**
   * What happens in turn. Who is killed while opening has to recover what the one before left,
   * which nobody has opened in between.
   */
  private static final List<Moment> TURNS =
      List.of(
          Moment.WRITING,
          Moment.OPENING,
          Moment.WRITING,
          Moment.CREATING,
          Moment.CLOSING,
          Moment.WRITING);

  /** After how many turns to go on with a new store, so that checking stays fast. */
  private static final int TURNS_OF_A_STORE = 4 * TURNS.size();

  private static final int LONGEST_WRITING_MILLIS = 800;
  private static final int LONGEST_CLOSING_MILLIS = 20;

  private final Lab lab;
  private final Random random;
  private Lab.Place place;
  private Ledger ledger;
  private Duration opening = Duration.ofMillis(100);
  private int run;
  private int acknowledged;
  private int unacknowledged;

  Kills(Lab lab) {
    this.lab = lab;
    this.random = lab.random();
    this.place = lab.place();
    this.ledger = new Ledger(lab.seed());
  }

  /**
   * Kills so many processes.
   *
   * @return what happened, in a line
   * @throws RuleBroken if a store did not survive
   */
  String run(int kills) throws InterruptedException {
    for (int i = 0; i < kills; i++) {
      Moment moment = TURNS.get(i % TURNS.size());
      if (moment == Moment.CREATING) {
        kill(moment, lab.place(), new Ledger(lab.seed()), true);
      } else {
        boolean last = i + 1 == kills;
        kill(moment, place, ledger, last || TURNS.get((i + 1) % TURNS.size()) != Moment.OPENING);
      }
      if ((i + 1) % TURNS_OF_A_STORE == 0) {
        count(ledger);
        place = lab.place();
        ledger = new Ledger(lab.seed());
      }
    }
    count(ledger);
    return ("%d processes killed, %d commits acknowledged, 0 lost, 0 torn, %d found whole that were"
            + " not acknowledged")
        .formatted(kills, acknowledged, unacknowledged);
  }

  private void count(Ledger of) {
    acknowledged += of.acknowledged();
    unacknowledged += of.unacknowledged();
  }

  private void kill(Moment moment, Lab.Place where, Ledger told, boolean checked)
      throws InterruptedException {
    run++;
    Duration writing = millis(5 + random.nextInt(LONGEST_WRITING_MILLIS));
    Duration lag = Duration.ofSeconds(random.nextInt(3_600));
    Duration close = moment == Moment.CLOSING ? writing : Duration.ZERO;
    try (Child child = lab.child(where, OtherProcess.Task.WRITE, run, lag, close)) {
      child.expect("opening");
      Duration delay;
      if (moment == Moment.OPENING || moment == Moment.CREATING) {
        delay = Duration.ofNanos((long) (random.nextDouble() * 1.2 * opening.toNanos()));
      } else {
        child.expect("opened");
        opening = child.between("opening", "opened").orElse(opening);
        delay = writing;
        if (moment == Moment.CLOSING) {
          child.expect("closing");
          delay = millis(random.nextInt(LONGEST_CLOSING_MILLIS));
        }
      }
      child.leave(delay);
      List<String> lines = child.kill();
      String when =
          "after kill %d, while %s, %s after that began".formatted(run, moment.words, delay);
      check(when, where, told, lines, checked);
    }
  }

  private void check(
      String when, Lab.Place where, Ledger told, List<String> lines, boolean checked) {
    try {
      told.read(run, lines);
      if (checked) {
        check(where, told);
      }
    } catch (RuleBroken e) {
      throw new RuleBroken(e.rule(), when + ": " + e.getMessage(), e);
    }
  }

  private void check(Lab.Place where, Ledger told) {
    told.newest().ifPresent(lab.clock()::set); // a store whose clock is far behind warns
    TimeTravelStore<String, String> store;
    try {
      store = where.open(lab.durableOptions());
    } catch (RuntimeException e) {
      throw new RuleBroken("7.2", "the store does not open: " + e, e);
    }
    try {
      told.check(store);
      verify(store, "7.2");
      lab.checkAfterKill(store);
      Instant watermark = store.watermark();
      Written next = new Written(lab.seed(), run, OtherProcess.THREADS, 0);
      Instant time = next.commitTo(store);
      if (!time.isAfter(watermark)) {
        throw new RuleBroken(
            "1.1", "a commit was made at %s, not after %s".formatted(time, watermark), null);
      }
      told.acknowledge(next, time);
      store.close();
    } catch (RuntimeException e) {
      throw new RuleBroken("7.2", "the store opens, and cannot be used: " + e, e);
    }
  }

  /** Refuses a store in which something is damaged or missing. */
  static void verify(TimeTravelStore<String, String> store, String rule) {
    Verification verification = store.maintenance().verify();
    if (!verification.clean()) {
      throw new RuleBroken(
          rule,
          "verify() found %d things, the first of them %s"
              .formatted(verification.found(), verification.findings().get(0)),
          null);
    }
  }

  private static Duration millis(long number) {
    return Duration.ofMillis(number);
  }
}
