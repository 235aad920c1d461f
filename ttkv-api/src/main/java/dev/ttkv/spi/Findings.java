// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Finding;
import dev.ttkv.TimeTravelStoreException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts what is found and keeps the first of it, each thing once. Damage that keeps something from
 * being read shows wherever it is read, so what a failure says counts once too.
 */
final class Findings implements Consumer<Finding> {
  static final int MOST_KEPT = 100;

  private final String location;
  private final EngineReader reader;
  private final Set<Finding> kept = new LinkedHashSet<>();
  private final Set<String> failures = new HashSet<>();
  private long found;

  Findings(String location, EngineReader reader) {
    this.location = location;
    this.reader = reader;
  }

  @Override
  public void accept(Finding finding) {
    if (kept.contains(finding)) {
      return;
    }
    found++;
    if (kept.size() < MOST_KEPT) {
      kept.add(finding);
    }
  }

  void store(String what) {
    accept(Finding.of(what));
  }

  void commit(long time, String what) {
    accept(new Finding(Optional.empty(), Optional.of(Timestamps.toInstant(time)), what));
  }

  void version(byte[] key, long time, String what) {
    accept(new Finding(Optional.of(key), Optional.of(Timestamps.toInstant(time)), what));
  }

  /** Takes what kept the store from being read somewhere. */
  void failure(TimeTravelStoreException e) {
    if (isNew(e)) {
      store(message(e));
    }
  }

  /** Takes what kept a commit from being read. */
  void failure(long time, TimeTravelStoreException e) {
    if (isNew(e)) {
      commit(time, message(e));
    }
  }

  /**
   * Looks at a version, and takes what keeps it from being read.
   *
   * @throws TimeTravelStoreException if nothing at all can be read
   */
  void looking(byte[] key, long time, Runnable look) {
    try {
      look.run();
    } catch (TimeTravelStoreException e) {
      reader.head(); // throws if the fault is not of this version alone
      if (isNew(e)) {
        version(key, time, message(e));
      }
    }
  }

  /**
   * Looks at a commit, and takes what keeps it from being read.
   *
   * @throws TimeTravelStoreException if nothing at all can be read
   */
  void looking(long time, Runnable look) {
    try {
      look.run();
    } catch (TimeTravelStoreException e) {
      reader.head(); // throws if the fault is not of this commit alone
      failure(time, e);
    }
  }

  private boolean isNew(TimeTravelStoreException e) {
    String message = message(e);
    return failures.size() < MOST_KEPT ? failures.add(message) : !failures.contains(message);
  }

  /** Returns what a failure says, without the store, which everything found is in. */
  private String message(TimeTravelStoreException e) {
    String message = String.valueOf(e.getMessage());
    String front = location + ": ";
    return message.startsWith(front) ? message.substring(front.length()) : message;
  }

  long found() {
    return found;
  }

  List<Finding> kept() {
    return List.copyOf(kept);
  }
}
