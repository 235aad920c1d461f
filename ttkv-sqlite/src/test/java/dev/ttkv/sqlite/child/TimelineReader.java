// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite.child;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that reads a store as of its watermark for a while, reads some of what it read before
 * again, and fails if an answer changed.
 */
public final class TimelineReader {
  private record Answer(Instant time, Object entries, Object last) {
    static Answer of(SqliteStore<String, String> store, Instant time) {
      return new Answer(
          time,
          store.asOf(time).entries().toList(),
          store
              .commits(new TimeRange(Instant.MIN, time), Order.DESCENDING)
              .findFirst()
              .map(Object::toString));
    }
  }

  private TimelineReader() {}

  /** Takes the store's path and how long to go on, and prints how many answers were compared. */
  public static void main(String[] args) {
    long end = System.nanoTime() + Duration.parse(args[1]).toNanos();
    List<Answer> answers = new ArrayList<>();
    int compared = 0;
    try (SqliteStore<String, String> store =
        SqliteStore.open(Path.of(args[0]), KeyCodec.utf8(), Codec.utf8())) {
      while (System.nanoTime() < end) {
        Instant watermark = store.watermark();
        Answer answer = Answer.of(store, watermark);
        answers.add(answer);
        Optional<String> shared = store.get("shared", watermark);
        if (shared.isPresent() && !answer.last().toString().contains(shared.get())) {
          throw new AssertionError(watermark + ": " + shared + " is not of " + answer.last());
        }
        for (int i = answers.size(); i > 0; i /= 2) {
          Answer before = answers.get(i - 1);
          Answer now = Answer.of(store, before.time());
          if (!now.equals(before)) {
            throw new AssertionError("was " + before + "\nand is " + now);
          }
          compared++;
        }
      }
    }
    System.out.println(compared);
  }
}
