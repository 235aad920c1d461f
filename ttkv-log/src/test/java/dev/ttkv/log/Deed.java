// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Something that is done to a store, and what the store holds then. */
sealed interface Deed {
  /** Does it, and returns the watermark or the horizon that it led to. */
  Instant to(TimeTravelStore<String, String> store, Content before);

  /** Returns what the store holds afterwards, given that time. */
  Content after(Content before, Instant time);

  /** A commit. */
  record Write(Content.Told commit) implements Deed {
    @Override
    public Instant to(TimeTravelStore<String, String> store, Content before) {
      Batch<String, String> batch = Batch.create();
      commit
          .changes()
          .forEach(
              (key, value) ->
                  value.ifPresentOrElse(v -> batch.put(key, v), () -> batch.delete(key)));
      commit.note().ifPresent(batch::note);
      return store.commit(batch).orElseThrow();
    }

    @Override
    public Content after(Content before, Instant time) {
      return before.committed(time, commit);
    }
  }

  /** A settling, a little later. */
  record Settle() implements Deed {
    @Override
    public Instant to(TimeTravelStore<String, String> store, Content before) {
      Instant last = before.watermark();
      Instant time = (last.isBefore(Instant.EPOCH) ? Instant.EPOCH : last).plusNanos(100);
      store.settle(time);
      return time;
    }

    @Override
    public Content after(Content before, Instant time) {
      return before.settled(time);
    }
  }

  /** A trim that keeps so many commits. */
  record Trim(int kept) implements Deed {
    @Override
    public Instant to(TimeTravelStore<String, String> store, Content before) {
      return store.maintenance().trim(before.back(kept)).horizon();
    }

    @Override
    public Content after(Content before, Instant time) {
      return before.trimmed(before.back(kept));
    }
  }

  /** An erasing of some people. */
  record Erase(Set<Integer> people) implements Deed {
    @Override
    public Instant to(TimeTravelStore<String, String> store, Content before) {
      store.maintenance().erase(keys());
      return before.horizon();
    }

    @Override
    public Content after(Content before, Instant time) {
      return before.erased(
          keys(), people.stream().map(Deed::trace).collect(Collectors.toUnmodifiableSet()));
    }

    private Set<String> keys() {
      return people.stream().map(Deed::person).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** A backup to a place where nothing is. */
  record Backup(Path target) implements Deed {
    @Override
    public Instant to(TimeTravelStore<String, String> store, Content before) {
      store.maintenance().backup(target);
      return before.watermark();
    }

    @Override
    public Content after(Content before, Instant time) {
      return before;
    }
  }

  /**
   * Returns what is done in some turns, of which each commits; from a certain one on they trim,
   * erase and back up too.
   */
  static List<Deed> inTurns(int from, int through, int forgettingFrom, Path root) {
    List<Deed> all = new ArrayList<>();
    for (int i = from; i < through; i++) {
      all.add(write(i));
      if (i % 10 == 9) {
        all.add(new Settle());
      }
      if (i >= forgettingFrom) {
        switch (i % 8) {
          case 1 -> all.add(new Trim(4));
          case 3 -> all.add(new Backup(root.resolve("backup" + i)));
          case 5 -> all.add(new Trim(i % 16 == 5 ? 0 : 1));
          case 7 -> all.add(new Erase(Set.of(i / 8, i / 8 - 2)));
          default -> {
            // a turn of a commit alone
          }
        }
      }
    }
    return all;
  }

  private static Deed write(int turn) {
    Map<String, Optional<String>> changes = new TreeMap<>();
    for (int j = 0; j <= turn % 7; j++) {
      changes.put("key" + j, Optional.of(turn + "x".repeat(turn % 5 == 0 ? 300 : 10)));
    }
    if (turn % 4 == 3) {
      changes.put("key0", Optional.empty());
    }
    if (turn % 3 == 0) {
      changes.put(person(turn / 8), Optional.of("lives at " + trace(turn / 8)));
      return new Write(new Content.Told(changes, Optional.of("says " + trace(turn / 8))));
    }
    Optional<String> note = turn % 4 == 1 ? Optional.of("note " + turn) : Optional.empty();
    return new Write(new Content.Told(changes, note));
  }

  private static String person(int number) {
    return "person" + trace(number);
  }

  private static String trace(int number) {
    return "<" + number + ">";
  }
}
