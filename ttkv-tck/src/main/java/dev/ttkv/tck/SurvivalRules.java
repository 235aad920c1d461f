// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.ConflictException;
import dev.ttkv.Durability;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Chapter 7: closing and opening, codecs, several that open. */
final class SurvivalRules {
  @Rule("7.1")
  void what_was_committed_and_settled_is_there_when_the_store_is_opened_again(Lab lab) {
    Lab.Place place = lab.place();
    State<String, String> before = null;
    for (int i = 0; i < 4; i++) {
      TimeTravelStore<String, String> store = place.open(lab.durableOptions());
      if (!lab.survives()) {
        assertEquals(Instant.MIN, store.watermark());
        assertTrue(store.isEmpty());
        assertEquals(0, store.times().count());
      } else if (before != null) {
        assertEquals(before, State.of(store), "opened again, time " + i);
      }
      lab.clock().move(1_000);
      store.put("a", "" + i);
      store.commit(
          Batch.<String, String>create().put("b" + i, "x").delete("b" + (i - 1)).note("n" + i));
      lab.clock().move(1_000);
      if (i % 2 == 0) {
        store.settle(lab.clock().instant());
      }
      before = State.of(store);
      store.close();
    }
  }

  @Rule({"7.1", "1.6"})
  void a_time_that_was_settled_stays_settled(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open(lab.durableOptions());
    Instant settled = store.settle(TestClock.START);
    store.close();
    lab.clock().move(-5_000);
    TimeTravelStore<String, String> again = place.open(lab.durableOptions());
    if (lab.survives()) {
      assertEquals(settled, again.watermark());
      assertEquals(settled.plusNanos(1), again.put("a", "1"));
    } else {
      assertEquals(Instant.MIN, again.watermark());
      assertEquals(lab.clock().instant(), again.put("a", "1"));
    }
  }

  @Rule("7.1")
  void a_durability_that_cannot_be_given_is_refused(Lab lab) {
    boolean refusedWeaker = false;
    for (Durability level : Durability.values()) {
      Lab.Place place = lab.place();
      try {
        TimeTravelStore<String, String> store =
            place.open(lab.durableOptions().withDurability(level));
        assertFalse(refusedWeaker, () -> level + " is given though less was refused");
        assertTrue(
            lab.survives() || level == Durability.NONE,
            () -> "a backend that lacks durability gives " + level);
        Instant time = store.put("a", level.name());
        store.close();
        if (lab.survives()) {
          TimeTravelStore<String, String> again =
              place.open(lab.durableOptions().withDurability(level));
          assertEquals(Optional.of(level.name()), again.get("a", time));
        }
      } catch (IllegalArgumentException e) {
        assertFalse(level == Durability.NONE, "whoever gives more gives NONE too");
        assertTrue(
            String.valueOf(e.getMessage()).contains(level.name()),
            () -> "the message should say " + level + ": " + e);
        refusedWeaker = true;
      }
    }
  }

  @Rule("7.4")
  void other_codecs_than_those_it_was_written_with_are_refused(Lab lab) {
    Lab.Place place = lab.place();
    KeyCodec<String> keys = KeyCodec.utf8();
    Codec<String> values = Codec.utf8();
    TimeTravelStore<String, String> store = place.open(keys, values);
    store.put("a", "1");
    store.close();
    if (!lab.survives()) {
      place.open(KeyCodec.int64(), values).put(1L, "1");
      return;
    }
    State.assertRefused(
        FormatMismatchException.class,
        () -> place.open(KeyCodec.bytes(), values),
        keys.name(),
        KeyCodec.bytes().name());
    State.assertRefused(
        FormatMismatchException.class,
        () -> place.open(keys, Codec.int64()),
        values.name(),
        Codec.int64().name());
    State.assertRefused(
        FormatMismatchException.class,
        () -> place.open(Lab.LATIN, values),
        keys.name(),
        Lab.LATIN.name());
    TimeTravelStore<String, String> again = place.open(keys, values);
    assertEquals(Optional.of("1"), again.get("a"));
  }

  @Rule("7.4")
  void the_codecs_are_recorded_before_the_first_commit(Lab lab) {
    Lab.Place place = lab.place();
    place.open(KeyCodec.utf8(), Codec.utf8()).close();
    if (lab.survives()) {
      assertThrows(FormatMismatchException.class, () -> place.open(KeyCodec.utf8(), Codec.int32()));
    }
    assertTrue(place.open(KeyCodec.utf8(), Codec.utf8()).isEmpty());
  }

  @Rule("7.5")
  void a_second_open_works_by_the_rules_or_is_refused(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> first = place.open();
    Instant put = first.put("a", "1");
    TimeTravelStore<String, String> second;
    try {
      second = place.open();
    } catch (StoreLockedException e) {
      assertTrue(lab.survives(), "there is nothing to lock");
      assertEquals(put.plusNanos(1), first.put("a", "2"), "the first goes on");
      first.close();
      assertEquals(Optional.of("2"), place.open().get("a"));
      return;
    }
    if (!lab.survives()) {
      assertTrue(second.isEmpty(), "another store");
      second.put("a", "2");
      assertEquals(Optional.of("1"), first.get("a"));
      return;
    }
    assertEquals(Optional.of("1"), second.get("a"));
    Instant last = put;
    for (int i = 0; i < 20; i++) {
      TimeTravelStore<String, String> writer = i % 2 == 0 ? second : first;
      TimeTravelStore<String, String> reader = i % 2 == 0 ? first : second;
      Instant time = writer.put("a", "" + i);
      assertEquals(last.plusNanos(1), time);
      assertEquals(time, reader.watermark());
      assertEquals(Optional.of("" + i), reader.get("a"));
      assertEquals(State.of(writer), State.of(reader));
      Instant before = last;
      ConflictException conflict =
          assertThrows(
              ConflictException.class,
              () ->
                  reader.commit(
                      Batch.<String, String>create().put("a", "x").ifUnchangedSince("a", before)));
      assertEquals(time, conflict.winner());
      last = time;
    }
    first.close();
    assertEquals(last.plusNanos(1), second.put("a", "the other one goes on"));
    second.close();
    assertEquals(last.plusNanos(1), place.open().watermark());
  }

  @Rule("7.7")
  void closing_again_does_nothing_and_calls_after_it_are_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant time = store.put("a", "1");
    Snapshot<String, String> snapshot = store.latest();
    Map<String, String> map = snapshot.asMap();
    store.close();
    store.close();
    Batch<String, String> batch = Batch.<String, String>create().put("a", "2");
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put("put", () -> store.put("a", "2"));
    calls.put("put at", () -> store.put("a", "2", time.plusSeconds(1)));
    calls.put("delete", () -> store.delete("a"));
    calls.put("commit", () -> store.commit(batch));
    calls.put("get", () -> store.get("a"));
    calls.put("get as of", () -> store.get("a", time));
    calls.put("getOrThrow", () -> store.getOrThrow("a"));
    calls.put("isEmpty", store::isEmpty);
    calls.put("latest", store::latest);
    calls.put("asOf", () -> store.asOf(time));
    calls.put("history", () -> store.history("a").count());
    calls.put("times", () -> store.times().count());
    calls.put("times of a key", () -> store.times("a").count());
    calls.put("commits", () -> store.commits(TimeRange.all(), Order.ASCENDING).count());
    calls.put("diff", () -> store.diff(Instant.MIN, time).count());
    calls.put("watermark", store::watermark);
    calls.put("settle", () -> store.settle(time));
    calls.put("snapshot.get", () -> snapshot.get("a"));
    calls.put("snapshot.getOrThrow", () -> snapshot.getOrThrow("a"));
    calls.put("snapshot.lookup", () -> snapshot.lookup("a"));
    calls.put("snapshot.entries", () -> snapshot.entries().count());
    calls.put(
        "snapshot.entries of a range",
        () -> snapshot.entries(KeyRange.from("a"), Order.DESCENDING).count());
    calls.put("snapshot.count", snapshot::count);
    calls.put("snapshot.isEmpty", snapshot::isEmpty);
    calls.put("snapshot.history", () -> snapshot.history("a").count());
    calls.put("map.get", () -> map.get("a"));
    calls.put("map.size", map::size);
    calls.put("map.keySet", () -> List.copyOf(map.keySet()));
    calls.forEach((name, call) -> assertThrows(IllegalStateException.class, call, name));
  }

  @Rule("7.7")
  void streams_that_are_still_consumed_are_refused_after_closing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (int i = 0; i < 100; i++) {
      store.put(i % 2 == 0 ? "a" : "key" + i, "" + i);
    }
    List<Stream<?>> streams =
        List.of(
            store.history("a"),
            store.times(),
            store.times("a"),
            store.commits(TimeRange.all(), Order.ASCENDING),
            store.diff(Instant.MIN, Instant.MAX),
            store.latest().entries(),
            store.latest().history("a"));
    List<Iterator<?>> iterators = new ArrayList<>();
    for (Stream<?> stream : streams) {
      Iterator<?> iterator = stream.iterator();
      iterator.next();
      iterators.add(iterator);
    }
    store.close();
    for (Iterator<?> iterator : iterators) {
      assertThrows(IllegalStateException.class, iterator::next);
    }
  }
}
