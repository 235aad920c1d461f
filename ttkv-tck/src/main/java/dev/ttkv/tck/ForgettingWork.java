// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * What a process does that is killed while it forgets: some threads write, and another one trims,
 * erases and backs up, and says before and after each what it does.
 */
final class ForgettingWork {
  /** How many threads write. */
  static final int WRITERS = 3;

  private static final int COMMITS = 40;

  /** What a thread does, for ever. */
  @FunctionalInterface
  interface Body {
    void run() throws IOException, InterruptedException;
  }

  private final TimeTravelStore<String, String> store;
  private final OtherProcess.Arguments arguments;
  private final boolean lacksBackups;
  private final Consumer<String> say;

  /** The newest commit of each thread that was said to be there. */
  private final AtomicReferenceArray<Instant> acknowledged = new AtomicReferenceArray<>(WRITERS);

  /**
   * How many commits may be made until the next round of forgetting: what is done while others
   * write waits for them most of the time, and is rarely hit by a kill.
   */
  private final Semaphore allowed = new Semaphore(COMMITS);

  private final CountDownLatch begun = new CountDownLatch(WRITERS);

  ForgettingWork(
      TimeTravelStore<String, String> store,
      OtherProcess.Arguments arguments,
      boolean lacksBackups,
      Consumer<String> say) {
    this.store = store;
    this.arguments = arguments;
    this.lacksBackups = lacksBackups;
    this.say = say;
  }

  /** Returns what each thread does. */
  List<Body> bodies() {
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int thread = i;
      bodies.add(() -> write(thread));
    }
    bodies.add(this::forget);
    return bodies;
  }

  private void write(int thread) throws InterruptedException {
    for (int number = 0; ; number++) {
      Written written = new Written(arguments.seed(), arguments.run(), thread, number);
      allowed.acquire();
      Instant time = written.commitTo(store);
      say.accept("ack " + time + " " + thread + " " + number);
      acknowledged.set(thread, time);
      begun.countDown();
    }
  }

  private void forget() throws IOException, InterruptedException {
    begun.await();
    for (int number = 0; ; number++) {
      allowed.drainPermits();
      allowed.release(COMMITS);
      forget(number);
    }
  }

  private void forget(int number) throws IOException {
    Secret secret = new Secret(arguments.run(), number);
    say.accept("secret " + secret.commitTo(store) + " " + number);
    if (number % 2 == 1) {
      trim();
    }
    say.accept("erasing " + number);
    store.maintenance().erase(secret.keys());
    say.accept("erased " + number);
    if (number % 2 == 0 && !lacksBackups) {
      backUp(number);
    }
  }

  /** Trims to a time that all commits up to it are said to have been made by. */
  private void trim() {
    Instant horizon = acknowledged.get(0);
    for (int i = 1; i < WRITERS; i++) {
      Instant time = acknowledged.get(i);
      horizon = time.isBefore(horizon) ? time : horizon;
    }
    if (horizon.isAfter(store.horizon())) {
      say.accept("trimming " + horizon);
      store.maintenance().trim(horizon);
      say.accept("trimmed " + horizon);
    }
  }

  private void backUp(int number) throws IOException {
    Path directory = Path.of(arguments.directory());
    Path target =
        Files.createDirectory(
            directory.resolveSibling(
                "%s-backup-%d-%d".formatted(directory.getFileName(), arguments.run(), number)));
    say.accept("copying " + target.getFileName());
    store.maintenance().backup(target.resolve(Lab.nameOfStore(directory)));
    say.accept("copied " + target.getFileName());
  }
}
