// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Order;
import dev.ttkv.spi.StoredChange;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimesWalkerTest {
  /** Sizes of commits, each with a number of commits in a row: more than are sought, and fewer. */
  private static final int[][] RUNS = {
    {1, 40}, {60, 100}, {1, 1}, {25, 3}, {24, 70}, {2, 9}, {200, 64}, {26, 65}
  };

  @Test
  void times_ofSmallAndLargeCommitsInTurn_areAllGivenOnce(@TempDir Path folder) {
    try (SqliteEngine engine = Engines.open(folder.resolve("test.db"))) {
      int last = 0;
      for (int[] run : RUNS) {
        for (int i = 0; i < run[1]; i++) {
          Engines.commit(engine, ++last, changes(run[0]));
        }
      }
      Random random = new Random(1);
      for (int i = 0; i < 100; i++) {
        long after = random.nextInt(last);
        long through = after + 1 + random.nextInt(last);
        long end = Math.min(through, last);
        int limit = 1 + random.nextInt(last);
        assertThat(engine.times(after, through, Order.ASCENDING, limit))
            .isEqualTo(LongStream.rangeClosed(after + 1, end).limit(limit).toArray());
        assertThat(engine.times(after, through, Order.DESCENDING, limit))
            .isEqualTo(LongStream.iterate(end, t -> t > after, t -> t - 1).limit(limit).toArray());
      }
    }
  }

  private static StoredChange[] changes(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> Engines.put("key" + i, ""))
        .toArray(StoredChange[]::new);
  }
}
