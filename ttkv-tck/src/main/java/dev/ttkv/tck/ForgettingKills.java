// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills processes that trim, erase and back up a store while they write to it, and those that open
 * what they left, and checks what is left then.
 */
final class ForgettingKills {
  /** What a process is doing when it is killed. */
  private enum Moment {
    TRIMMING("trimming", "trimmed"),
    ERASING("erasing", "erased"),
    COPYING("copying", "copied"),
    OPENING("opening", "opened");

    private final String begun;
    private final String done;

    Moment(String begun, String done) {
      this.begun = begun;
      this.done = done;
    }
  }

  /** What happens in turn: who is killed while opening has to carry on what was begun before. */
  private static final List<Moment> TURNS =
      List.of(
          Moment.ERASING,
          Moment.OPENING,
          Moment.TRIMMING,
          Moment.COPYING,
          Moment.ERASING,
          Moment.TRIMMING,
          Moment.OPENING);

  private static final int TURNS_OF_A_STORE = 2 * TURNS.size();
  private static final int LONGEST_WORK_MILLIS = 300;
  private static final Duration FIRST_GUESS = Duration.ofMillis(50);

  private final Lab lab;
  private final Random random;
  private final Map<Moment, Integer> amid = new EnumMap<>(Moment.class);

  /** How long each of them takes. */
  private final Map<Moment, Duration> lasting = new EnumMap<>(Moment.class);

  private Lab.Place place;
  private ForgettingLedger ledger;
  private int run;
  private int acknowledged;
  private int backups;

  ForgettingKills(Lab lab) {
    this.lab = lab;
    this.random = lab.random();
    this.place = lab.place();
    this.ledger = new ForgettingLedger(lab.seed());
  }

  /**
   * Kills so many processes.
   *
   * @return what happened, in a line
   * @throws RuleBroken if a store did not survive
   */
  String run(int kills) throws InterruptedException {
    for (int i = 0; i < kills; i++) {
      if (i > 0 && i % TURNS_OF_A_STORE == 0) {
        acknowledged += ledger.acknowledged();
        place = lab.place();
        ledger = new ForgettingLedger(lab.seed());
      }
      boolean last = i + 1 == kills || (i + 1) % TURNS_OF_A_STORE == 0;
      kill(
          TURNS.get(i % TURNS.size()), last || TURNS.get((i + 1) % TURNS.size()) != Moment.OPENING);
    }
    acknowledged += ledger.acknowledged();
    return ("%d processes killed while they forgot, amid %s; %d commits acknowledged, 0 lost, 0"
            + " torn, %d backups whole")
        .formatted(kills, amid, acknowledged, backups);
  }

  private void kill(Moment asked, boolean checked) throws InterruptedException {
    run++;
    // not every backend can be backed up
    Moment moment = asked == Moment.COPYING && lab.lacksBackups() ? Moment.ERASING : asked;
    // who is killed late while opening must not forget more before what was left was looked at
    OtherProcess.Task task =
        moment == Moment.OPENING ? OtherProcess.Task.OBEY : OtherProcess.Task.FORGET;
    try (Child child = lab.child(place, task, run, Duration.ZERO, Duration.ZERO)) {
      child.expect("opening");
      if (moment != Moment.OPENING) {
        child.expect("opened");
        child.leave(Duration.ofMillis(random.nextInt(LONGEST_WORK_MILLIS)));
        child.skip();
        child.expect(moment.begun);
      }
      child.leave(
          Duration.ofNanos(
              (long)
                  (1.2
                      * random.nextDouble()
                      * lasting.getOrDefault(moment, FIRST_GUESS).toNanos())));
      List<String> lines = child.kill();
      for (Moment each : Moment.values()) {
        child
            .between(each.begun, each.done)
            .ifPresent(usual -> lasting.merge(each, usual, ForgettingKills::mean));
      }
      String when = "after kill %d, while %s".formatted(run, moment.begun);
      if (count(lines, moment.begun) > count(lines, moment.done)) {
        amid.merge(moment, 1, Integer::sum);
      }
      try {
        ledger.read(run, lines);
        if (checked) {
          check();
        }
      } catch (RuleBroken e) {
        throw new RuleBroken(e.rule(), when + ": " + e.getMessage(), e);
      }
    }
  }

  private static Duration mean(Duration a, Duration b) {
    return a.plus(b).dividedBy(2);
  }

  private static long count(List<String> lines, String word) {
    return lines.stream().filter(line -> line.split(" ")[0].equals(word)).count();
  }

  private void check() {
    ledger.newest().ifPresent(lab.clock()::set); // a store whose clock is far behind warns
    TimeTravelStore<String, String> store;
    try {
      store = place.open(lab.durableOptions());
    } catch (RuntimeException e) {
      throw new RuleBroken("7.2", "the store does not open: " + e, e);
    }
    try {
      ledger.check(store);
      Kills.verify(store, "7.2");
      checkFiles();
      ledger.takeBackups().forEach(this::check);
      Written next = new Written(lab.seed(), run, OtherProcess.THREADS, 0);
      ledger.acknowledge(next.at(next.commitTo(store)));
      lab.checkAfterKill(store);
      store.close();
    } catch (RuntimeException e) {
      throw new RuleBroken("7.2", "the store opens, and cannot be used: " + e, e);
    }
  }

  private void check(ForgettingLedger.Backup backup) {
    Path directory = place.directory().resolveSibling(backup.directory());
    if (!Files.exists(directory.resolve(Lab.nameOfStore(place.directory())))) {
      if (backup.done()) {
        throw new RuleBroken("8.3", "lost: a backup that was said to be made", null);
      }
      return;
    }
    TimeTravelStore<String, String> copy;
    try {
      copy = lab.placeOf(directory).open(lab.durableOptions());
    } catch (RuntimeException e) {
      throw new RuleBroken("8.3", "a backup does not open: " + e, e);
    }
    ledger.check(backup, copy);
    Kills.verify(copy, "8.3");
    copy.close();
    backups++;
  }

  private void checkFiles() {
    for (Path file : place.files()) {
      String content;
      try {
        content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (String mark : ledger.marks()) {
        if (content.contains(mark)) {
          throw new RuleBroken(
              "6.3", "%s still has %s, which was erased".formatted(file.getFileName(), mark), null);
        }
      }
    }
  }
}
