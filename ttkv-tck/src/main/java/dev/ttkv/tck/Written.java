// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A commit of a process that is killed. What is in it follows from its numbers, and those stand in
 * its note and values: whoever finds a part of it knows the whole.
 *
 * @param seed what all commits follow from
 * @param run which process made it
 * @param thread which of its threads
 * @param number which one of the thread, from 0
 */
record Written(long seed, int run, int thread, int number) {
  private static final int MOST = 50;
  private static final int KEYS = 100;
  private static final int SHARED = 20;
  private static final Pattern ID = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})( .*)?");

  /** Returns the commit that a commit of the store is, or is a part of. */
  static Optional<Written> of(long seed, Commit<String, String> commit) {
    String text =
        commit
            .note()
            .or(() -> commit.changes().stream().findFirst().flatMap(Change::value))
            .orElse("");
    Matcher id = ID.matcher(text);
    return id.matches()
        ? Optional.of(
            new Written(
                seed,
                Integer.parseInt(id.group(1)),
                Integer.parseInt(id.group(2)),
                Integer.parseInt(id.group(3))))
        : Optional.empty();
  }

  String id() {
    return run + "." + thread + "." + number;
  }

  /** Commits it, and returns its timestamp. */
  Instant commitTo(TimeTravelStore<String, String> store) {
    NavigableMap<String, Optional<String>> changes = changes();
    if (isSingle()) {
      return store.put(changes.firstKey(), changes.firstEntry().getValue().orElseThrow());
    }
    Batch<String, String> batch = Batch.<String, String>create().note(id());
    changes.forEach(
        (key, value) ->
            value.ifPresentOrElse(text -> batch.put(key, text), () -> batch.delete(key)));
    return store.commit(batch).orElseThrow();
  }

  /** Returns what it is once it was committed. */
  Commit<String, String> at(Instant time) {
    return new Commit<>(
        time,
        changes().entrySet().stream().map(c -> new Change<>(c.getKey(), c.getValue())).toList(),
        isSingle() ? Optional.empty() : Optional.of(id()));
  }

  /** Returns its changes: puts, and deletions of what the thread put just before. */
  NavigableMap<String, Optional<String>> changes() {
    NavigableMap<String, Optional<String>> changes = puts();
    if (number > 0 && !isSingle()) {
      int place = 0;
      for (String key : new Written(seed, run, thread, number - 1).puts().keySet()) {
        if (key.startsWith(own()) && ++place % 4 == 0 && changes.size() < MOST) {
          changes.putIfAbsent(key, Optional.empty());
        }
      }
    }
    return changes;
  }

  private NavigableMap<String, Optional<String>> puts() {
    Random random = new Random(Objects.hash(seed, run, thread, number) * 0x9E3779B97F4A7C15L);
    NavigableMap<String, Optional<String>> puts = new TreeMap<>();
    int size = isSingle() ? 1 : 1 + random.nextInt(MOST);
    while (puts.size() < size) {
      String key =
          random.nextInt(8) == 0
              ? "shared/" + random.nextInt(SHARED)
              : own() + random.nextInt(KEYS);
      int filler = random.nextInt(40) == 0 ? 5_000 : random.nextInt(100);
      puts.put(key, Optional.of(id() + " " + key + " " + "x".repeat(filler)));
    }
    return puts;
  }

  private boolean isSingle() {
    return number % 8 == 7;
  }

  private String own() {
    return "thread" + thread + "/";
  }
}
