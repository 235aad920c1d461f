// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A commit of a process that is killed while it forgets: keys that are erased later, and one that
 * stays and by which the commit is known afterwards too.
 *
 * @param run which process made it
 * @param number which one of the process, from 0
 */
record Secret(int run, int number) {
  private static final int KEYS = 3;
  private static final Pattern BESIDE = Pattern.compile("beside (\\d{1,9}) (\\d{1,9})");

  /** Returns the commit that a commit of the store is, or what was left of it. */
  static Optional<Secret> of(Commit<String, String> commit) {
    Matcher beside =
        BESIDE.matcher(
            commit.changes().stream().findFirst().flatMap(Change::value).orElse("nothing"));
    return beside.matches()
        ? Optional.of(
            new Secret(Integer.parseInt(beside.group(1)), Integer.parseInt(beside.group(2))))
        : Optional.empty();
  }

  /** Returns the text that every key, every value and the note has, and nothing else. */
  String mark() {
    return "erase-me/%d/%d/".formatted(run, number);
  }

  /** Returns the keys to erase. */
  List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(i -> mark() + i).toList();
  }

  /** Commits it, and returns its timestamp. */
  Instant commitTo(TimeTravelStore<String, String> store) {
    Commit<String, String> made = at(Instant.EPOCH);
    Batch<String, String> batch = Batch.<String, String>create().note(made.note().orElseThrow());
    made.changes().forEach(change -> batch.put(change.key(), change.value().orElseThrow()));
    return store.commit(batch).orElseThrow();
  }

  /** Returns what it is once it was committed, and nothing of it was erased. */
  Commit<String, String> at(Instant time) {
    Stream<Change<String, String>> beside =
        Stream.of(put("beside/" + number % 10, "beside %d %d".formatted(run, number)));
    Stream<Change<String, String>> secrets =
        IntStream.range(0, KEYS)
            .mapToObj(i -> put(mark() + i, mark().repeat(1 + number * i * 37 % 300)));
    return new Commit<>(time, Stream.concat(beside, secrets).toList(), Optional.of("by " + mark()));
  }

  private static Change<String, String> put(String key, String value) {
    return new Change<>(key, Optional.of(value));
  }
}
