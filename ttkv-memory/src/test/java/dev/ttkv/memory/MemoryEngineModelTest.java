// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories, every read of which must say what the {@link Model} says, page by page. */
class MemoryEngineModelTest {
  private static final int TIMES = 200;
  private static final int READS = 150;
  private static final byte[] ALPHABET = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF};

  private final Model model = new Model();
  private final MemoryEngine engine = new MemoryEngine(new StoreHeader("bytes", "bytes"));

  static LongStream seeds() {
    return LongStream.concat(LongStream.range(0, 20), new Random().longs(20));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void reads_ofARandomHistory_sayWhatTheModelSays(long seed) {
    Random random = new Random(seed);
    long last = write(random);
    for (int i = 0; i < READS; i++) {
      Order order = random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING;
      PageLimit limit = new PageLimit(1 + random.nextInt(7), 1 + random.nextInt(30));
      byte[] key = bytes(random, 2);
      long after = time(random, last);
      long through = time(random, last);

      assertThat(engine.find(key, through).map(Model::show).stream().toList())
          .isEqualTo(
              model.versions(key, Timestamps.NONE, through, Order.DESCENDING).stream()
                  .limit(1)
                  .toList());
      assertThat(versions(key, after, through, order, limit))
          .isEqualTo(model.versions(key, after, through, order));
      assertThat(commits(after, through, order, limit))
          .isEqualTo(model.commits(after, through, order));
      ByteRange range = range(random);
      assertThat(entries(range, through, order, limit))
          .isEqualTo(model.entries(range, through, order));
      long[] times = model.times(after, through, order);
      assertThat(engine.times(after, through, order, limit.items()))
          .isEqualTo(Arrays.copyOf(times, Math.min(times.length, limit.items())));
      long[] ofKey = model.times(key, after, through, order);
      assertThat(engine.times(key, after, through, order, limit.items()))
          .isEqualTo(Arrays.copyOf(ofKey, Math.min(ofKey.length, limit.items())));
    }
  }

  /** Returns the time of the last commit. */
  private long write(Random random) {
    Head head = Head.EMPTY;
    long time = random.nextBoolean() ? 0 : Timestamps.FIRST;
    while (time < TIMES) {
      List<StoredCommit> commits = new ArrayList<>();
      Head before = head;
      for (int i = random.nextInt(4); i > 0; i--) {
        StoredCommit commit = commit(random, time, head.lastCommit());
        commits.add(commit);
        head = new Head(time, time);
        time = Math.max(time, 0) + 1 + random.nextInt(3);
      }
      if (random.nextInt(5) == 0) {
        head = new Head(time, head.lastCommit());
        time++;
      }
      Engine.Append append = new Engine.Append(commits, head.watermark());
      engine.write(
          (found, reader) -> {
            assertThat(found).isEqualTo(before);
            assertThat(reader.head()).isEqualTo(before);
            return append;
          });
      commits.forEach(model::append);
      assertThat(engine.head()).isEqualTo(head);
    }
    return head.lastCommit();
  }

  private static StoredCommit commit(Random random, long time, long previous) {
    TreeMap<byte[], StoredChange> changes = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] key = bytes(random, 2);
      boolean deletion = random.nextInt(3) == 0;
      byte[] value = deletion ? new byte[0] : bytes(random, 10);
      changes.put(key, new StoredChange(key, deletion, value));
    }
    Optional<byte[]> note = Optional.of(bytes(random, 4)).filter(n -> random.nextInt(4) == 0);
    return new StoredCommit(time, previous, List.copyOf(changes.values()), note);
  }

  private List<String> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return all(
        (Optional<Long> beyond) ->
            engine.versions(
                key,
                order == Order.ASCENDING ? beyond.orElse(after) : after,
                order == Order.ASCENDING ? through : before(beyond, through),
                order,
                limit),
        limit,
        (StoredVersion version) -> 1,
        version -> version.value().length,
        Model::show);
  }

  private List<String> commits(long after, long through, Order order, PageLimit limit) {
    return all(
        (Optional<Long> beyond) ->
            engine.commits(
                order == Order.ASCENDING ? beyond.orElse(after) : after,
                order == Order.ASCENDING ? through : before(beyond, through),
                order,
                limit),
        limit,
        (StoredCommit commit) -> commit.changes().size(),
        commit ->
            commit.changes().stream()
                .mapToLong(change -> change.key().length + change.value().length)
                .sum(),
        Model::show);
  }

  private List<String> entries(ByteRange range, long asOf, Order order, PageLimit limit) {
    return all(
        (Optional<byte[]> beyond) ->
            engine.entries(
                beyond.map(key -> range.beyond(key, order)).orElse(range), asOf, order, limit),
        limit,
        (StoredEntry entry) -> 1,
        entry -> entry.key().length + entry.value().length,
        Model::show);
  }

  private static <T, C> List<String> all(
      Function<Optional<C>, Page<T, C>> read,
      PageLimit limit,
      ToIntFunction<T> items,
      ToLongFunction<T> bytes,
      Function<T, String> show) {
    List<String> all = new ArrayList<>();
    Optional<C> beyond = Optional.empty();
    do {
      Page<T, C> page = read.apply(beyond);
      if (page.items().size() > 1) {
        assertThat(page.items().stream().mapToInt(items).sum()).isLessThanOrEqualTo(limit.items());
        assertThat(page.items().stream().mapToLong(bytes).sum()).isLessThanOrEqualTo(limit.bytes());
      }
      page.items().stream().map(show).forEach(all::add);
      beyond = page.next();
    } while (beyond.isPresent());
    return all;
  }

  private static long before(Optional<Long> beyond, long through) {
    return beyond.isPresent() ? beyond.get() - 1 : through;
  }

  private static ByteRange range(Random random) {
    Optional<byte[]> to = Optional.of(bytes(random, 2)).filter(end -> random.nextBoolean());
    return new ByteRange(random.nextBoolean() ? bytes(random, 2) : new byte[0], to);
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
    return bytes;
  }

  private static long time(Random random, long last) {
    return switch (random.nextInt(12)) {
      case 0 -> Timestamps.NONE;
      case 1 -> Timestamps.FIRST;
      case 2 -> Timestamps.LAST;
      default -> random.nextLong(last + 4) - 1;
    };
  }
}
