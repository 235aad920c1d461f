// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderedEngineTest {
  private static final StoreHeader HEADER = new StoreHeader("utf8", "bytes");
  private static final byte[] NO_VALUE = {};

  private final MapBytes map = new MapBytes();
  private final OrderedEngine engine = OrderedEngine.open("store", map, HEADER);

  private void write(long time, StoredChange... changes) {
    engine.write(
        (head, reader) ->
            new Engine.Append(
                List.of(
                    new StoredCommit(time, head.lastCommit(), List.of(changes), Optional.empty())),
                time));
  }

  private static StoredChange put(byte[] key, int value) {
    return new StoredChange(key, false, new byte[] {(byte) value});
  }

  private static StoredChange delete(byte[] key) {
    return new StoredChange(key, true, NO_VALUE);
  }

  private static byte[] key(int... bytes) {
    byte[] key = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      key[i] = (byte) bytes[i];
    }
    return key;
  }

  /** Keys whose escapes and ends could be taken for one another. */
  private static final List<byte[]> HOSTILE =
      List.of(
          key(),
          key(0),
          key(0, 0),
          key(0, 0, 1),
          key(0, 1),
          key(0, 0xFF),
          key(1),
          key(1, 0),
          key(0x7F),
          key(0x80),
          key(0xFF),
          key(0xFF, 0xFF));

  @Test
  void find_amongHostileKeysAndTimes_keepsThemApart() {
    long[] times = {Timestamps.FIRST, -1, 0, 1, Timestamps.LAST};
    for (long time : times) {
      write(
          time,
          HOSTILE.stream()
              .map(key -> put(key, HOSTILE.indexOf(key) * 5 + Arrays.binarySearch(times, time)))
              .toArray(StoredChange[]::new));
    }
    for (byte[] key : HOSTILE) {
      assertThat(engine.find(key, Timestamps.NONE)).isEmpty();
      for (int i = 0; i < times.length; i++) {
        StoredVersion version = engine.find(key, times[i]).orElseThrow();
        assertThat(version.time()).isEqualTo(times[i]);
        assertThat(version.value()).containsExactly(HOSTILE.indexOf(key) * 5 + i);
      }
      assertThat(engine.find(key, 2).orElseThrow().time()).isEqualTo(1);
      assertThat(engine.times(key, Timestamps.NONE, Timestamps.LAST, Order.ASCENDING, 9))
          .containsExactly(times);
    }
  }

  @Test
  void reads_inPagesOfAnySize_giveTheSame() {
    for (int time = 1; time <= 20; time++) {
      write(time, put(key(time % 7), time), put(key(100), time), put(key(101, time), time));
    }
    write(21, delete(key(1)), delete(key(101, 3)), delete(key(101, 4)));
    for (Order order : Order.values()) {
      List<String> expected = read(order, new PageLimit(1000, 1 << 20));
      assertThat(expected).hasSize((7 + 1 + 20 - 3) + (3 * 20 + 3) + 20 + 1);
      for (int items = 1; items < 9; items++) {
        assertThat(read(order, new PageLimit(items, 1 << 20))).isEqualTo(expected);
        assertThat(read(order, new PageLimit(items, 1))).isEqualTo(expected);
      }
    }
  }

  /** Entries, commits and the versions of key 100, in text. */
  private List<String> read(Order order, PageLimit limit) {
    List<String> read = new ArrayList<>();
    Iterable<StoredEntry> entries =
        () ->
            new PageIterator<StoredEntry, byte[]>(
                () -> {},
                (beyond, l) ->
                    engine.entries(
                        beyond.map(b -> ByteRange.ALL.beyond(b, order)).orElse(ByteRange.ALL),
                        Timestamps.LAST,
                        order,
                        limit));
    entries.forEach(e -> read.add(Arrays.toString(e.key()) + e.time()));
    boolean up = order == Order.ASCENDING;
    Iterable<StoredCommit> commits =
        () ->
            new PageIterator<StoredCommit, Long>(
                () -> {},
                (beyond, l) ->
                    engine.commits(
                        up ? beyond.orElse(Timestamps.NONE) : Timestamps.NONE,
                        up ? Timestamps.LAST : beyond.map(b -> b - 1).orElse(Timestamps.LAST),
                        order,
                        limit));
    commits.forEach(
        c ->
            c.changes().forEach(x -> read.add(c.time() + Arrays.toString(x.key()) + x.deletion())));
    Iterable<StoredVersion> versions =
        () ->
            new PageIterator<StoredVersion, Long>(
                () -> {},
                (beyond, l) ->
                    engine.versions(
                        key(100),
                        up ? beyond.orElse(Timestamps.NONE) : Timestamps.NONE,
                        up ? Timestamps.LAST : beyond.map(b -> b - 1).orElse(Timestamps.LAST),
                        order,
                        limit));
    versions.forEach(v -> read.add(String.valueOf(v.time())));
    for (long time : engine.times(Timestamps.NONE, Timestamps.LAST, order, 1)) {
      read.add(String.valueOf(time));
    }
    return read;
  }

  @Test
  void engine_openedAgain_goesOnWhereItWas() {
    write(5, put(key(1), 1));
    engine.write((head, reader) -> new Engine.Append(List.of(), 9));
    engine.close();
    assertThat(map.closed).isTrue();
    OrderedEngine again =
        OrderedEngine.open("store", new MapBytes(map.map), new StoreHeader("other", "other"));
    assertThat(again.header()).isEqualTo(HEADER);
    assertThat(again.head()).isEqualTo(new Head(9, 5));
    assertThat(again.find(key(1), 9).orElseThrow().time()).isEqualTo(5);
  }

  @Test
  void open_ofAMapWithSomethingElse_isRefused() {
    MapBytes other = new MapBytes();
    other.map.put(key(7), key(7));
    assertThatThrownBy(() -> OrderedEngine.open("there", other, HEADER))
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("there");
    assertThat(other.closed).isTrue();
    assertThat(other.writes).isZero();
  }

  @Test
  void anyByteOverwritten_isNoticedOrChangesNothing() {
    write(5, put(key(1), 1), put(key(2), 2));
    write(6, put(key(1), 3));
    for (Map.Entry<byte[], byte[]> entry : List.copyOf(map.map.entrySet())) {
      byte[] place = entry.getKey();
      byte[] good = entry.getValue();
      for (int i = 0; i < good.length; i++) {
        byte[] bad = good.clone();
        bad[i] ^= 0x40;
        map.map.put(place, bad);
        assertThatThrownBy(this::readAll).isInstanceOf(DamagedStoreException.class);
      }
      map.map.put(place, good);
    }
    readAll();
  }

  private void readAll() {
    OrderedEngine again = OrderedEngine.open("store", new MapBytes(map.map), HEADER);
    again.commits(Timestamps.NONE, Timestamps.LAST, Order.ASCENDING, new PageLimit(99, 99));
    again.entries(ByteRange.ALL, Timestamps.LAST, Order.ASCENDING, new PageLimit(99, 99));
  }

  @Test
  void commit_ofWhichAVersionIsMissing_isDamaged() {
    write(5, put(key(1), 1), put(key(2), 2));
    map.map.remove(OrderedLayout.versionKey(key(2), 5));
    assertThatThrownBy(
            () ->
                engine.commits(
                    Timestamps.NONE, Timestamps.LAST, Order.ASCENDING, new PageLimit(9, 9)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(Timestamps.toInstant(5).toString());
  }

  @Test
  void write_thatFails_changesNothing() {
    write(5, put(key(1), 1));
    map.failure = Optional.of(new TimeTravelStoreException("disk full"));
    assertThatThrownBy(() -> write(6, put(key(1), 2))).hasMessage("disk full");
    map.failure = Optional.empty();
    assertThat(engine.head()).isEqualTo(new Head(5, 5));
    assertThat(engine.find(key(1), 9).orElseThrow().time()).isEqualTo(5);
    write(6, put(key(1), 2));
    assertThat(engine.find(key(1), 9).orElseThrow().time()).isEqualTo(6);
  }

  @Test
  void write_ofUnknownOutcome_asksToOpenAgain() {
    map.failure = Optional.of(new CommitOutcomeUnknownException("?", Instant.EPOCH, new Error()));
    assertThatThrownBy(() -> write(6, put(key(1), 2)))
        .isInstanceOf(CommitOutcomeUnknownException.class);
    map.failure = Optional.empty();
    assertThatThrownBy(() -> engine.find(key(1), 9))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("open the store again");
    assertThatThrownBy(() -> write(7, put(key(1), 2))).isInstanceOf(TimeTravelStoreException.class);
    assertThat(map.writes).isEqualTo(2);
  }

  @Test
  void keysOfTheMap_areNoLongerThanIsSaid() {
    for (byte[] key : List.of(new byte[1 << 10], "k".repeat(1 << 10).getBytes(UTF_8), key())) {
      write(engine.head().watermark() + 1, put(key, 1));
      int zeros = key.length > 0 && key[0] == 0 ? key.length : 0;
      assertThat(map.longest).isLessThanOrEqualTo(key.length + zeros + 11);
      map.longest = 0;
      engine.find(key, Timestamps.LAST);
      engine.times(key, Timestamps.NONE, Timestamps.LAST, Order.ASCENDING, 9);
      assertThat(map.longestEnd).isEqualTo(key.length + zeros + 12);
      map.longestEnd = 0;
    }
    assertThat(Limits.ofMapKeys(2 * (1 << 10) + 12).keyBytes()).isEqualTo(1 << 10);
    assertThat(Limits.ofMapKeys(Integer.MAX_VALUE)).isEqualTo(Limits.DEFAULT);
    assertThatThrownBy(() -> Limits.ofMapKeys(267)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void engine_closed_refusesAllAndClosesOnce() {
    engine.close();
    map.closed = false;
    engine.close();
    assertThat(map.closed).isFalse();
    assertThatThrownBy(engine::head).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> engine.find(key(1), 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> write(1, put(key(1), 1))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void exceptionsOfTheEngineUnderneath_doNotLeak() {
    RuntimeException own = new UnsupportedOperationException("own");
    MapBytes failing =
        new MapBytes(Collections.unmodifiableNavigableMap(new TreeMap<>(Arrays::compareUnsigned)));
    assertThatThrownBy(() -> OrderedEngine.open("there", failing, HEADER))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("there")
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    map.failure = Optional.of(own);
    assertThatThrownBy(() -> write(6, put(key(1), 2)))
        .isInstanceOfSatisfying(
            CommitOutcomeUnknownException.class,
            e -> assertThat(e.time()).isEqualTo(Timestamps.toInstant(6)))
        .hasCause(own);
  }
}
