// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rule 2.8: what streams. */
final class StreamRules {
  private static final int MANY = 2_500;

  /** Every stream that a store gives of a key "a" and all others, by its call. */
  private static Map<String, Function<TimeTravelStore<String, String>, Stream<?>>> streams() {
    Map<String, Function<TimeTravelStore<String, String>, Stream<?>>> streams =
        new LinkedHashMap<>();
    streams.put("history(a)", store -> store.history("a"));
    streams.put(
        "history(a, ascending)", store -> store.history("a", TimeRange.all(), Order.ASCENDING));
    streams.put("times()", TimeTravelStore::times);
    streams.put("times(a)", store -> store.times("a"));
    streams.put("commits(ascending)", store -> store.commits(TimeRange.all(), Order.ASCENDING));
    streams.put("commits(descending)", store -> store.commits(TimeRange.all(), Order.DESCENDING));
    streams.put("diff", store -> store.diff(Instant.MIN, Instant.MAX));
    streams.put("latest().entries()", store -> store.latest().entries());
    streams.put(
        "latest().entries(descending)",
        store -> store.latest().entries(KeyRange.all(), Order.DESCENDING));
    streams.put("asOf(MAX).history(a)", store -> store.asOf(Instant.MAX).history("a"));
    return streams;
  }

  @Rule("2.8")
  void commits_made_while_a_stream_is_consumed_do_not_show(Lab lab) {
    streams()
        .forEach(
            (call, stream) -> {
              TimeTravelStore<String, String> store = lab.store();
              for (int i = 0; i < 200; i++) {
                store.put(i % 2 == 0 ? "a" : "b" + i, "" + i);
              }
              List<?> expected = stream.apply(store).toList();
              Iterator<?> iterator = stream.apply(store).iterator();
              List<Object> given = new ArrayList<>();
              int commits = 0;
              while (iterator.hasNext() && given.size() < 1_000) {
                given.add(iterator.next());
                if (commits++ < 60) {
                  store.put("a", "later" + commits);
                  store.put("c" + commits, "later");
                  store.delete("b" + commits);
                }
              }
              assertEquals(expected, given, call);
            });
  }

  @Rule("2.8")
  void a_stream_that_was_not_begun_is_fixed_too(Lab lab) {
    streams()
        .forEach(
            (call, stream) -> {
              TimeTravelStore<String, String> store = lab.store();
              store.put("a", "1");
              List<?> expected = stream.apply(store).toList();
              Stream<?> called = stream.apply(store);
              store.put("a", "2");
              store.put("b", "2");
              assertEquals(expected, called.toList(), call);
            });
  }

  @Rule("2.8")
  void a_stream_of_an_empty_store_stays_empty(Lab lab) {
    streams()
        .forEach(
            (call, stream) -> {
              TimeTravelStore<String, String> store = lab.store();
              Stream<?> called = stream.apply(store);
              store.put("a", "1");
              assertEquals(List.of(), called.toList(), call);
            });
  }

  @Rule("2.8")
  void a_stream_reads_no_more_than_is_consumed_and_some_ahead(Lab lab) {
    AtomicInteger decoded = new AtomicInteger();
    Codec<String> counting =
        Codec.of(
            "ttkv-tck-counting",
            text -> text.getBytes(StandardCharsets.UTF_8),
            bytes -> {
              decoded.incrementAndGet();
              return new String(bytes, StandardCharsets.UTF_8);
            });
    TimeTravelStore<String, String> store = lab.store(KeyCodec.utf8(), counting);
    for (int i = 0; i < MANY; i += 500) {
      Batch<String, String> batch = Batch.create();
      for (int j = i; j < i + 500; j++) {
        batch.put("key%05d".formatted(j), "" + j);
      }
      store.commit(batch);
    }
    for (int i = 0; i < MANY; i++) {
      store.put("a", "" + i);
    }
    Snapshot<String, String> snapshot = store.latest();
    Map<String, Supplier<Stream<?>>> streams =
        Map.of(
            "history", () -> store.history("a"),
            "entries", snapshot::entries,
            "entries, descending", () -> snapshot.entries(KeyRange.all(), Order.DESCENDING),
            "commits", () -> store.commits(TimeRange.all(), Order.DESCENDING),
            "snapshot history", () -> snapshot.history("a"));
    streams.forEach(
        (call, stream) -> {
          decoded.set(0);
          assertTrue(stream.get().findFirst().isPresent());
          assertTrue(
              decoded.get() < MANY / 2,
              () -> "the first element of %s took %d values".formatted(call, decoded.get()));
        });
  }

  @Rule("2.8")
  void streams_left_half_consumed_leave_nothing_open(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    for (int i = 0; i < 100; i++) {
      store.put(i % 2 == 0 ? "a" : "b" + i, "" + i);
    }
    List<Iterator<?>> left = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      for (Function<TimeTravelStore<String, String>, Stream<?>> stream : streams().values()) {
        Iterator<?> iterator = stream.apply(store).iterator();
        iterator.next();
        left.add(iterator);
      }
    }
    Instant last = store.put("a", "after");
    store.close();
    if (lab.survives()) {
      TimeTravelStore<String, String> again = place.open();
      assertEquals(Optional.of("after"), again.get("a"));
      assertEquals(last.plusNanos(1), again.put("a", "again"));
    }
    assertEquals(50 * streams().size(), left.size());
  }

  @Rule("2.8")
  void a_long_stream_has_everything_once_and_in_order(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      times.add(0, store.put("a", "" + i));
    }
    assertEquals(times, store.times().toList());
    assertEquals(times, store.times("a").toList());
    assertEquals(times, store.history("a").map(version -> version.from()).toList());
    assertEquals(
        times,
        store.commits(TimeRange.all(), Order.DESCENDING).map(commit -> commit.time()).toList());
    List<Instant> oldestFirst = new ArrayList<>(times);
    Collections.reverse(oldestFirst);
    assertEquals(
        oldestFirst,
        store.commits(TimeRange.all(), Order.ASCENDING).map(commit -> commit.time()).toList());
    assertEquals(
        oldestFirst,
        store
            .history("a", TimeRange.all(), Order.ASCENDING)
            .map(version -> version.from())
            .toList());
  }
}
