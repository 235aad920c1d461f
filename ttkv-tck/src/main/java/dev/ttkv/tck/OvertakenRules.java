// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ttkv.Batch;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rule 2.9: what a trim or an erase overtakes. */
final class OvertakenRules {
  private static final int MANY = 200;

  private static Map<String, Function<TimeTravelStore<String, String>, Stream<?>>> streams() {
    Map<String, Function<TimeTravelStore<String, String>, Stream<?>>> streams =
        new LinkedHashMap<>();
    for (Order order : Order.values()) {
      streams.put("history, " + order, store -> store.history("a", TimeRange.all(), order));
      streams.put("commits, " + order, store -> store.commits(TimeRange.all(), order));
      streams.put("entries, " + order, store -> store.latest().entries(KeyRange.all(), order));
    }
    streams.put("times", TimeTravelStore::times);
    streams.put("times of a key", store -> store.times("a"));
    streams.put("a snapshot's history", store -> store.latest().history("a"));
    streams.put("diff", store -> store.diff(store.times("a").toList().get(MANY - 1), Instant.MAX));
    return streams;
  }

  @Rule("2.9")
  void a_stream_that_a_trim_overtakes_throws(Lab lab) {
    if (lab.forgets()) {
      streams()
          .forEach(
              (call, stream) ->
                  assertOvertaken(
                      lab,
                      call,
                      stream,
                      HistoryTrimmedException.class,
                      store -> store.maintenance().trim(store.put("later", "1"))));
    }
  }

  @Rule("2.9")
  void a_stream_that_an_erase_overtakes_throws(Lab lab) {
    if (lab.forgets()) {
      streams()
          .forEach(
              (call, stream) ->
                  assertOvertaken(
                      lab,
                      call,
                      stream,
                      HistoryErasedException.class,
                      store -> store.maintenance().erase(List.of("erased"))));
    }
  }

  private static void assertOvertaken(
      Lab lab,
      String call,
      Function<TimeTravelStore<String, String>, Stream<?>> stream,
      Class<? extends TimeTravelStoreException> type,
      Consumer<TimeTravelStore<String, String>> forget) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("erased", "1");
    for (int i = 0; i < MANY; i++) {
      store.commit(Batch.<String, String>create().put("a", "" + i).put("b" + i, "" + i));
    }
    List<?> all = stream.apply(store).toList();
    Iterator<?> overtaken = stream.apply(store).iterator();
    List<Object> given = new ArrayList<>();
    given.add(overtaken.next());
    forget.accept(store);
    assertThrows(
        type,
        () -> {
          while (overtaken.hasNext()) {
            given.add(overtaken.next());
          }
        },
        call);
    assertEquals(all.subList(0, given.size()), given, call);
    lab.closeStores();
  }

  @Rule("2.9")
  void a_diff_all_of_which_is_forgotten_before_it_is_read_throws(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Stream<?> trimmed = store.diff(Instant.MIN, first);
    store.maintenance().trim(first);
    assertThrows(HistoryTrimmedException.class, trimmed::toList);
    Stream<?> erased = store.diff(first, store.put("b", "1"));
    store.maintenance().erase(List.of("b"));
    assertThrows(HistoryErasedException.class, erased::toList);
  }

  @Rule("2.9")
  void a_stream_of_what_is_above_the_horizon_is_left_alone(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    Instant middle = store.put("a", "first");
    for (int i = 0; i < MANY; i++) {
      store.put("a", "" + i);
      middle = i == MANY / 2 ? store.watermark() : middle;
    }
    TimeRange range = TimeRange.after(middle);
    for (Order order : Order.values()) {
      List<?> feed = store.commits(range, order).toList();
      List<?> history = store.history("a", range, order).toList();
      Iterator<?> feedOnItsWay = store.commits(range, order).iterator();
      Iterator<?> historyOnItsWay = store.history("a", range, order).iterator();
      List<Object> given = new ArrayList<>(List.of(feedOnItsWay.next()));
      List<Object> versions = new ArrayList<>(List.of(historyOnItsWay.next()));
      store.maintenance().trim(order == Order.ASCENDING ? middle.minusNanos(1) : middle);
      feedOnItsWay.forEachRemaining(given::add);
      historyOnItsWay.forEachRemaining(versions::add);
      assertEquals(feed, given);
      assertEquals(history, versions);
    }
  }

  @Rule("2.9")
  void a_feed_goes_on_when_the_horizon_moves_to_what_it_gave_last(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      times.add(store.put("a", "" + i));
    }
    List<Instant> given = new ArrayList<>();
    store
        .commits(TimeRange.all(), Order.ASCENDING)
        .forEach(
            commit -> {
              given.add(commit.time());
              store.maintenance().trim(commit.time());
            });
    assertEquals(times, given);
  }

  @Rule("2.9")
  void a_snapshot_below_the_horizon_throws_and_one_at_it_does_not(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Snapshot<String, String> below = store.latest();
    store.put("a", "2");
    Snapshot<String, String> at = store.latest();
    store.put("a", "3");
    store.maintenance().trim(at.time());
    assertThrows(HistoryTrimmedException.class, () -> below.get("a"));
    assertThrows(HistoryTrimmedException.class, () -> below.lookup("never"));
    assertThrows(HistoryTrimmedException.class, below::count);
    assertThrows(HistoryTrimmedException.class, () -> below.entries().toList());
    assertThrows(HistoryTrimmedException.class, () -> below.history("a").toList());
    assertThrows(HistoryTrimmedException.class, () -> below.asMap().get("a"));
    assertThrows(HistoryTrimmedException.class, () -> below.asMap().size());
    assertEquals(Optional.of("2"), at.get("a"));
    assertEquals(Map.of("a", "2"), at.asMap());
  }
}
