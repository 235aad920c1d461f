// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static dev.ttkv.sqlite.Engines.append;
import static dev.ttkv.sqlite.Engines.bytes;
import static dev.ttkv.sqlite.Engines.commit;
import static dev.ttkv.sqlite.Engines.deletion;
import static dev.ttkv.sqlite.Engines.get;
import static dev.ttkv.sqlite.Engines.number;
import static dev.ttkv.sqlite.Engines.put;
import static dev.ttkv.sqlite.Engines.settle;
import static dev.ttkv.sqlite.Engines.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqliteEngineTest {
  private static final PageLimit LARGE = new PageLimit(1_000_000, Integer.MAX_VALUE);

  private Path folder;
  private Path file;
  private SqliteEngine engine;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("test.db");
    engine = Engines.open(file);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void head_ofANewEngine_isEmpty() {
    assertThat(engine.head()).isEqualTo(Head.EMPTY);
    assertThat(engine.header()).isEqualTo(Engines.HEADER);
  }

  @Test
  void head_afterASettleAndAReopening_isWhatWasSettled() {
    commit(engine, 10, put("a", "1"));
    settle(engine, 20);
    reopen();

    assertThat(engine.head()).isEqualTo(new Head(20, 10));

    commit(engine, 21, put("a", "2"));

    assertThat(engine.head()).isEqualTo(new Head(21, 21));
  }

  @Test
  void write_ofCommitsAndALaterWatermark_writesBoth() {
    engine.write(
        (head, reader) ->
            new Engine.Append(append(head, Timestamps.FIRST, put("a", "1")).commits(), 99));

    assertThat(engine.head()).isEqualTo(new Head(99, Timestamps.FIRST));
  }

  @Test
  void write_atTheLastTimestamp_isFound() {
    commit(engine, Timestamps.LAST, put("a", "1"));

    assertThat(get(engine, "a", Timestamps.LAST)).contains("1");
    assertThat(get(engine, "a", Timestamps.LAST - 1)).isEmpty();
  }

  @Test
  void write_ofNothing_writesNothing() throws SQLException {
    commit(engine, 10, put("a", "1"));
    try (var other = Engines.connect(file);
        var statement = other.prepareStatement("pragma data_version")) {
      long before = statement.executeQuery().getLong(1);
      engine.write((head, reader) -> new Engine.Append(List.of(), head.watermark()));

      assertThat(statement.executeQuery().getLong(1)).isEqualTo(before);
    }
  }

  @Test
  void write_ofOneNewKeyInTwoCommits_knowsItOnce() throws SQLException {
    engine.write(
        (head, reader) ->
            new Engine.Append(
                List.of(
                    new StoredCommit(1, Timestamps.NONE, List.of(put("a", "1")), Optional.empty()),
                    new StoredCommit(2, 1, List.of(put("a", "2")), Optional.empty())),
                2));

    assertThat(get(engine, "a", 1)).contains("1");
    assertThat(get(engine, "a", 2)).contains("2");
    assertThat(number(file, "select count(*) from keys")).isEqualTo(1);
  }

  @Test
  void write_ofMoreThanAnInsertTakes_writesAll() {
    StoredChange[] changes =
        IntStream.range(0, 2_000)
            .mapToObj(i -> put("key%05d".formatted(i), "x".repeat(1_000)))
            .toArray(StoredChange[]::new);
    commit(engine, 1, changes);
    commit(engine, 2, changes);

    assertThat(engine.commits(Timestamps.NONE, 2, Order.ASCENDING, LARGE).items())
        .extracting(c -> c.changes().size())
        .containsExactly(2_000, 2_000);
  }

  @Test
  void write_whoseDecisionThrows_writesNothingAndLetsOthersWrite() throws SQLException {
    IllegalArgumentException thrown = new IllegalArgumentException("no");

    assertThatThrownBy(
            () ->
                engine.write(
                    (head, reader) -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);

    Engines.sql(file, "begin immediate", "rollback");
    commit(engine, 1, put("a", "1"));
    assertThat(engine.head()).isEqualTo(new Head(1, 1));
  }

  @Test
  void write_thatFailsHalfway_leavesNothingBehind() throws SQLException {
    commit(engine, 1, put("a", "1"));

    assertThatThrownBy(() -> commit(engine, 1, put("a", "2"), put("b", "2")))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining(file.toString());

    commit(engine, 2, put("c", "3"));
    assertThat(engine.find(bytes("b"), 2)).isEmpty();
    assertThat(get(engine, "a", 2)).contains("1");
    assertThat(engine.times(0, 9, Order.ASCENDING, 9)).containsExactly(1, 2);
    assertThat(number(file, "select count(*) from keys")).isEqualTo(2);
  }

  @Test
  void write_readsInsideTheExclusion_whatIsPublished() {
    commit(engine, 1, put("a", "1"), put("b", "1"));

    engine.write(
        (head, reader) -> {
          assertThat(head).isEqualTo(new Head(1, 1));
          assertThat(reader.head()).isEqualTo(head);
          assertThat(reader.entries(ByteRange.ALL, 1, Order.ASCENDING, LARGE).items()).hasSize(2);
          return append(head, 2, deletion("a"));
        });

    assertThat(get(engine, "a", 2)).isEmpty();
  }

  @Test
  void write_toAReadOnlyEngine_isRefused() {
    engine.close();
    engine = Engines.open(file, StoreOptions.defaults().withMode(OpenMode.READ_ONLY));

    assertThatIllegalStateException()
        .isThrownBy(() -> commit(engine, 1, put("a", "1")))
        .withMessageContaining("read-only");
  }

  @Test
  void readOnlyEngine_besideAWriter_seesItsCommits() {
    try (SqliteEngine reader =
        Engines.open(file, StoreOptions.defaults().withMode(OpenMode.READ_ONLY))) {
      commit(engine, 1, put("a", "1"));

      assertThat(get(reader, "a", 1)).contains("1");
      assertThat(reader.head()).isEqualTo(new Head(1, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "2, 1000000", "3, 1000000", "1000, 1", "1000, 4", "1000, 1000000"})
  void versions_inPages_areGivenOnce(int items, int bytes) {
    for (int time = 1; time <= 7; time++) {
      commit(engine, time, put("a", "a" + time), put("b", "b" + time));
    }
    for (Order order : Order.values()) {
      List<String> found = new ArrayList<>();
      long after = 1;
      long through = 6;
      Optional<Long> next;
      do {
        Page<StoredVersion, Long> page =
            engine.versions(bytes("a"), after, through, order, new PageLimit(items, bytes));
        page.items().forEach(v -> found.add(text(v.value())));
        assertThat(page.items()).hasSizeLessThanOrEqualTo(Math.max(1, (bytes + 1) / 2));
        next = page.next();
        if (next.isPresent()) {
          assertThat(page.items()).isNotEmpty().hasSizeLessThanOrEqualTo(items);
          after = order == Order.ASCENDING ? next.get() : after;
          through = order == Order.ASCENDING ? through : next.get() - 1;
        }
      } while (next.isPresent());

      assertThat(found).isEqualTo(inOrder(order, "a2", "a3", "a4", "a5", "a6"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "2, 1000000", "1000, 1", "1000, 7", "1000, 1000000"})
  void entries_inPages_areGivenOnce(int items, int bytes) {
    commit(engine, 1, put("", "0"), put("a", "1"), put("b", "1"), put("c", "1"), put("d", "1"));
    commit(engine, 2, deletion("b"), put("c", "2"));
    commit(engine, 3, put("a", "3"), put("aa", "3"), put("c", "3"));

    for (Order order : Order.values()) {
      PageLimit limit = new PageLimit(items, bytes);
      assertThat(entries(ByteRange.ALL, 2, order, limit))
          .isEqualTo(inOrder(order, "=0@1", "a=1@1", "c=2@2", "d=1@1"));
      assertThat(entries(new ByteRange(bytes("a"), Optional.of(bytes("c"))), 3, order, limit))
          .isEqualTo(inOrder(order, "a=3@3", "aa=3@3"));
      assertThat(entries(new ByteRange(bytes("b"), Optional.of(bytes("a"))), 3, order, limit))
          .isEmpty();
      assertThat(entries(ByteRange.ALL, 0, order, limit)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void entries_amongManyDeletions_stopAfterPassingOverThem(Order order) {
    commit(
        engine,
        1,
        IntStream.range(0, 100)
            .mapToObj(i -> put("key%03d".formatted(i), ""))
            .toArray(StoredChange[]::new));
    commit(
        engine,
        2,
        IntStream.range(0, 100)
            .mapToObj(i -> deletion("key%03d".formatted(i)))
            .toArray(StoredChange[]::new));

    Page<StoredEntry, byte[]> page =
        engine.entries(ByteRange.ALL, 2, order, new PageLimit(10, 1_000));

    assertThat(page.items()).isEmpty();
    assertThat(page.next().map(Engines::text))
        .contains(order == Order.ASCENDING ? "key009" : "key090");
  }

  @ParameterizedTest
  @CsvSource({"1, 1000000", "3, 1000000", "1000, 1", "1000, 1000000"})
  void commits_inPages_areGivenWholeAndOnce(int items, int bytes) {
    for (int time = 1; time <= 7; time++) {
      commit(engine, time, put("b", "x"), put("c" + time, "x"));
    }
    commit(engine, 8, put("a", "x"), deletion("b"), put("d", "x"));
    for (Order order : Order.values()) {
      List<String> found = new ArrayList<>();
      long after = 2;
      long through = 8;
      Optional<Long> next;
      do {
        Page<StoredCommit, Long> page =
            engine.commits(after, through, order, new PageLimit(items, bytes));
        page.items().forEach(c -> found.add(describe(c)));
        assertThat(page.items()).hasSizeLessThanOrEqualTo(Math.min(bytes, (items + 1) / 2));
        next = page.next();
        after = order == Order.ASCENDING ? next.orElse(after) : after;
        through = order == Order.ASCENDING ? through : next.orElse(through) - 1;
      } while (next.isPresent());

      assertThat(found)
          .isEqualTo(
              inOrder(
                  order, "2>3 b c3", "3>4 b c4", "4>5 b c5", "5>6 b c6", "6>7 b c7", "7>8 a -b d"));
    }
  }

  @Test
  void commits_withANote_giveIt() {
    engine.write(
        (head, reader) ->
            new Engine.Append(
                List.of(
                    new StoredCommit(
                        5,
                        head.lastCommit(),
                        List.of(put("a", "1"), put("b", "2")),
                        Optional.of(bytes("why")))),
                5));

    StoredCommit commit = engine.commits(Timestamps.NONE, 5, Order.ASCENDING, LARGE).items().get(0);

    assertThat(commit.note().map(Engines::text)).contains("why");
    assertThat(commit.previous()).isEqualTo(Timestamps.NONE);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "5", "100"})
  void times_ofCommitsWithManyVersions_areGivenOnce(int limit) {
    StoredChange[] many =
        IntStream.range(0, 200)
            .mapToObj(i -> put("key%03d".formatted(i), ""))
            .toArray(StoredChange[]::new);
    for (int time = 1; time <= 9; time++) {
      commit(engine, time, time % 3 == 0 ? new StoredChange[] {put("a", "")} : many);
    }

    assertThat(engine.times(1, 8, Order.ASCENDING, limit))
        .containsExactly(LongStream.rangeClosed(2, 8).limit(limit).toArray());
    assertThat(engine.times(1, 99, Order.DESCENDING, limit))
        .containsExactly(LongStream.rangeClosed(2, 9).map(t -> 11 - t).limit(limit).toArray());
    assertThat(engine.times(bytes("a"), 1, 8, Order.ASCENDING, limit))
        .containsExactly(LongStream.of(3, 6).limit(limit).toArray());
    assertThat(engine.times(bytes("a"), 1, 99, Order.DESCENDING, limit))
        .containsExactly(LongStream.of(9, 6, 3).limit(limit).toArray());
  }

  @Test
  void keys_areOrderedAsUnsignedBytes() {
    byte[][] keys = {{}, {0}, {0, 0}, {1}, {0x7F}, {(byte) 0x80}, {(byte) 0xFF}, {-1, 0}};
    List<StoredChange> changes = new ArrayList<>();
    for (byte[] key : keys) {
      changes.add(new StoredChange(key, false, key));
    }
    commit(engine, 1, changes.toArray(StoredChange[]::new));

    assertThat(engine.entries(ByteRange.ALL, 1, Order.ASCENDING, LARGE).items())
        .extracting(StoredEntry::key)
        .containsExactly(keys);
  }

  @Test
  void read_whenThereAreMoreThreadsThanReaders_answersAll() {
    commit(engine, 1, put("a", "1"));

    List<Optional<String>> found =
        IntStream.range(0, 64)
            .mapToObj(i -> Background.start(() -> get(engine, "a", 1)))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    assertThat(found).hasSize(64).containsOnly(Optional.of("1"));
  }

  @Test
  void calls_onAnInterruptedThread_succeedAndKeepTheInterrupt() {
    boolean kept =
        Background.start(
                () -> {
                  Thread.currentThread().interrupt();
                  commit(engine, 1, put("a", "1"));
                  assertThat(get(engine, "a", 1)).contains("1");
                  try (SqliteEngine other = Engines.open(folder.resolve("other.db"))) {
                    settle(other, 1);
                  }
                  return Thread.currentThread().isInterrupted();
                })
            .result();

    assertThat(kept).isTrue();
  }

  @Test
  void calls_afterClosing_areRefused() {
    engine.close();
    engine.close();

    assertThatIllegalStateException()
        .isThrownBy(engine::head)
        .withMessageContaining(file + " is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> commit(engine, 1, put("a", "1")))
        .withMessageContaining(file + " is closed");
  }

  private void reopen() {
    engine.close();
    engine = Engines.open(file);
  }

  private List<String> entries(ByteRange all, long asOf, Order order, PageLimit limit) {
    List<String> found = new ArrayList<>();
    ByteRange range = all;
    while (true) {
      Page<StoredEntry, byte[]> page = engine.entries(range, asOf, order, limit);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit.items());
      assertThat(page.items().stream().limit(Math.max(0, page.items().size() - 1)))
          .extracting(e -> e.key().length + e.value().length)
          .satisfies(before -> assertThat(sum(before)).isLessThan(limit.bytes()));
      for (StoredEntry entry : page.items()) {
        found.add(text(entry.key()) + "=" + text(entry.value()) + "@" + entry.time());
      }
      if (page.next().isEmpty()) {
        return found;
      }
      range = range.beyond(page.next().get(), order);
    }
  }

  private static int sum(List<? extends Integer> numbers) {
    return numbers.stream().mapToInt(n -> n).sum();
  }

  private static String describe(StoredCommit commit) {
    StringBuilder text = new StringBuilder(commit.previous() + ">" + commit.time());
    for (StoredChange change : commit.changes()) {
      text.append(change.deletion() ? " -" : " ").append(text(change.key()));
    }
    return text.toString();
  }

  private static List<String> inOrder(Order order, String... ascending) {
    List<String> list = new ArrayList<>(List.of(ascending));
    if (order == Order.DESCENDING) {
      Collections.reverse(list);
    }
    return list;
  }
}
