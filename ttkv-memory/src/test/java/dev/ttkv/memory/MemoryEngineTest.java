// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Durability;
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
import dev.ttkv.spi.Timestamps;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryEngineTest {
  private static final StoreHeader HEADER = new StoreHeader("utf8", "bytes");
  private static final PageLimit LIMIT = new PageLimit(10, 1_000);

  private final MemoryEngine engine = new MemoryEngine(HEADER);

  @Test
  void durability_always_isNone() {
    assertThat(engine.durability()).isEqualTo(Durability.NONE);
    assertThat(engine.header()).isEqualTo(HEADER);
  }

  @Test
  void head_ofANewEngine_isEmpty() {
    assertThat(engine.head()).isEqualTo(Head.EMPTY);
  }

  @Test
  void write_ofAWatermarkAlone_settlesWithoutACommit() {
    write(commit(1, Timestamps.NONE, "a"));
    engine.write((head, reader) -> new Engine.Append(List.of(), 9));

    assertThat(engine.head()).isEqualTo(new Head(9, 1));
    assertThat(engine.times(Timestamps.NONE, 9, Order.DESCENDING, 9)).containsExactly(1);
  }

  @Test
  void write_whoseDecisionThrows_leavesNothing() {
    RuntimeException failure = new RuntimeException("no");

    assertThatThrownBy(
            () ->
                engine.write(
                    (head, reader) -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(engine.head()).isEqualTo(Head.EMPTY);
  }

  @Test
  void write_thatFailsHalfway_leavesNothing() {
    write(commit(1, Timestamps.NONE, "a"));
    StoredCommit second = commit(2, 1, "a", "b");
    StoredCommit broken =
        new StoredCommit(3, 2, List.of(put("a"), changeWithoutKey()), Optional.empty());

    assertThatThrownBy(() -> write(second, broken)).isInstanceOf(NullPointerException.class);
    engine.write((head, reader) -> new Engine.Append(List.of(), 9));

    assertThat(engine.head()).isEqualTo(new Head(9, 1));
    assertThat(engine.find(bytes("a"), 9)).get().matches(version -> version.time() == 1);
    assertThat(engine.find(bytes("b"), 9)).isEmpty();
    assertThat(engine.commits(Timestamps.NONE, 9, Order.ASCENDING, LIMIT).items()).hasSize(1);
  }

  @Test
  void write_afterOneThatFailed_isWhole() {
    StoredCommit broken =
        new StoredCommit(
            1, Timestamps.NONE, List.of(put("a"), changeWithoutKey()), Optional.empty());
    assertThatThrownBy(() -> write(broken)).isInstanceOf(NullPointerException.class);

    write(commit(1, Timestamps.NONE, "a", "b"));

    assertThat(keys(engine.entries(ByteRange.ALL, 1, Order.ASCENDING, LIMIT)))
        .containsExactly("a", "b");
    assertThat(engine.times(bytes("a"), 0, 9, Order.DESCENDING, 9)).containsExactly(1);
    assertThat(engine.times(0, 9, Order.DESCENDING, 9)).containsExactly(1);
  }

  @Test
  void write_whileItDecides_hasPublishedNothing() {
    engine.write(
        (head, reader) -> {
          assertThat(reader.find(bytes("a"), Timestamps.LAST)).isEmpty();
          return new Engine.Append(List.of(commit(1, Timestamps.NONE, "a")), 1);
        });

    assertThat(engine.find(bytes("a"), Timestamps.LAST)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void entries_overManyKeysWithoutValue_stopsAndGoesOn(Order order) {
    String[] names = IntStream.range(0, 100).mapToObj("%02d"::formatted).toArray(String[]::new);
    write(commit(1, Timestamps.NONE, names));
    List<StoredChange> deletions =
        IntStream.range(1, 99)
            .mapToObj(i -> new StoredChange(bytes(names[i]), true, new byte[0]))
            .toList();
    write(new StoredCommit(2, 1, deletions, Optional.empty()));
    Page<StoredEntry, byte[]> page = engine.entries(ByteRange.ALL, 2, order, LIMIT);
    assertThat(page.items()).hasSize(1);

    int pages = 1;
    while (page.next().isPresent()) {
      page = engine.entries(ByteRange.ALL.beyond(page.next().get(), order), 2, order, LIMIT);
      pages++;
    }

    assertThat(pages).isBetween(9, 12);
    assertThat(keys(page)).containsExactly(order == Order.ASCENDING ? "99" : "00");
  }

  @Test
  void close_twice_thenEveryCallThrows() {
    write(commit(1, Timestamps.NONE, "a"));

    engine.close();
    engine.close();

    assertThatClosed(engine::head);
    assertThatClosed(() -> engine.find(bytes("a"), 1));
    assertThatClosed(() -> engine.versions(bytes("a"), 0, 1, Order.ASCENDING, LIMIT));
    assertThatClosed(() -> engine.entries(ByteRange.ALL, 1, Order.ASCENDING, LIMIT));
    assertThatClosed(() -> engine.times(0, 1, Order.ASCENDING, 1));
    assertThatClosed(() -> engine.times(bytes("a"), 0, 1, Order.ASCENDING, 1));
    assertThatClosed(() -> engine.commits(0, 1, Order.ASCENDING, LIMIT));
    assertThatClosed(() -> write(commit(2, 1, "a")));
  }

  private static void assertThatClosed(ThrowingCallable call) {
    assertThatIllegalStateException().isThrownBy(call).withMessageContaining("closed");
  }

  private void write(StoredCommit... commits) {
    engine.write(
        (head, reader) -> new Engine.Append(List.of(commits), commits[commits.length - 1].time()));
  }

  private static StoredCommit commit(long time, long previous, String... keys) {
    return new StoredCommit(
        time,
        previous,
        List.of(keys).stream().map(MemoryEngineTest::put).toList(),
        Optional.empty());
  }

  private static StoredChange put(String key) {
    return new StoredChange(bytes(key), false, bytes("value of " + key));
  }

  @SuppressWarnings("NullAway")
  private static StoredChange changeWithoutKey() {
    return new StoredChange(null, false, new byte[0]);
  }

  private static List<String> keys(Page<StoredEntry, byte[]> page) {
    return page.items().stream().map(entry -> new String(entry.key(), UTF_8)).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
