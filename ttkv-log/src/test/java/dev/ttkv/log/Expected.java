// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a store may hold if the disk fails after some of its steps: one deed after the other. */
final class Expected {
  /**
   * A deed that was done, and acknowledged.
   *
   * @param begun the steps that the disk had taken before
   * @param done the steps that it had taken when it was acknowledged
   * @param after what the store held then
   * @param backup the backup that it made
   */
  record Done(int begun, int done, Content after, Optional<Path> backup) {}

  private static final int NEVER = Integer.MAX_VALUE;

  private final List<Done> deeds = new ArrayList<>();

  Expected() {
    deeds.add(new Done(-1, -1, Content.EMPTY, Optional.empty()));
  }

  private Expected(List<Done> deeds) {
    this.deeds.addAll(deeds);
  }

  /** Does something to a store. */
  void doing(Deed deed, TimeTravelStore<String, String> store, RecordingDisk disk) {
    int begun = disk.count();
    Content before = latest();
    Content after = deed.after(before, deed.to(store, before));
    Optional<Path> backup =
        deed instanceof Deed.Backup made ? Optional.of(made.target()) : Optional.empty();
    deeds.add(new Done(begun, disk.count(), after, backup));
  }

  Content latest() {
    return deeds.get(deeds.size() - 1).after;
  }

  int count() {
    return deeds.size() - 1;
  }

  /** Returns what the store may hold after some steps, the least first. */
  List<Content> possible(int step) {
    return deeds.subList(least(step), most(step) + 1).stream().map(Done::after).toList();
  }

  /** Tells whether after some steps something was being trimmed or erased. */
  boolean isForgetting(int step) {
    int last = most(step);
    Done deed = deeds.get(last);
    return deed.done > step
        && !deed.after.commits().keySet().containsAll(deeds.get(last - 1).after.commits().keySet());
  }

  /** Returns what is the same for all steps after which the same is possible. */
  List<Integer> known(int step) {
    return List.of(least(step), most(step), backups(step).size());
  }

  /** Returns the number of the last deed that was acknowledged. */
  private int least(int step) {
    int least = deeds.size() - 1;
    while (deeds.get(least).done > step) {
      least--;
    }
    return least;
  }

  /** Returns the number of the last deed that was begun. */
  private int most(int step) {
    int most = deeds.size() - 1;
    while (most > least(step) && deeds.get(most).begun >= step) {
      most--;
    }
    return most;
  }

  /** Returns the backup that was being made, or had just been; after all steps, all of them. */
  List<Done> backups(int step) {
    boolean all = step >= deeds.get(deeds.size() - 1).done;
    return deeds.stream()
        .filter(deed -> deed.backup.isPresent() && deed.begun < step)
        .filter(deed -> all || step <= deed.done + 1)
        .toList();
  }

  /**
   * Returns what is possible from now on, the disk having failed after some steps and the store
   * been opened since.
   *
   * @param synced whether what was acknowledged is safe even now, and not only once it was opened
   * @param found what the store held when it was opened, which is certain from then on
   * @param opened the steps that the disk had taken when it was
   */
  Expected since(int step, boolean synced, Content found, int opened) {
    List<Done> since = new ArrayList<>();
    Content certain = found;
    for (Done deed : deeds.subList(synced ? least(step) : 0, most(step) + 1)) {
      int done = since.isEmpty() ? -1 : NEVER;
      since.add(new Done(deed.begun, done, deed.after, Optional.empty()));
      certain = deed.after.isSeenIn(found) ? deed.after : certain;
    }
    since.add(new Done(-1, opened, certain, Optional.empty()));
    return new Expected(since);
  }
}
