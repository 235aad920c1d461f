// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The properties that every time-traveling store was built on, in their simplest form. */
final class SeedProperties {
  private static final String[] VALUES = {"", "1", "a longer value", "\0", "\uD83D\uDE00"};

  @Rule({"1.6", "2.3"})
  void a_new_store_is_empty(Lab lab) {
    try (TimeTravelStore<String, String> store = lab.store()) {
      assertTrue(store.isEmpty());
      assertEquals(Optional.empty(), store.get("a"));
      assertEquals(Optional.empty(), store.get("a", Instant.MAX));
      assertEquals(List.of(), store.times().toList());
      assertEquals(List.of(), store.times("a").toList());
      assertEquals(Instant.MIN, store.watermark());
    }
  }

  @Rule("2.2")
  void what_was_put_is_what_is_got(Lab lab) {
    for (String value : VALUES) {
      TimeTravelStore<String, String> store = lab.store();
      Instant time = store.put("a", value);
      assertEquals(Optional.of(value), store.get("a"));
      assertEquals(Optional.of(value), store.get("a", time));
      assertEquals(List.of(time), store.times("a").toList());
    }
  }

  @Rule("2.2")
  void two_keys_do_not_touch_each_other(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    store.put("b", "2");
    assertEquals(Optional.of("1"), store.get("a"));
    assertEquals(Optional.of("2"), store.get("b"));
  }

  @Rule("2.2")
  void the_second_put_of_a_key_is_what_it_has(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    store.put("a", "2");
    assertEquals(Optional.of("2"), store.get("a"));
  }

  @Rule("5.2")
  void two_puts_have_two_times_of_one_key_and_of_two(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant second = store.put("a", "2");
    Instant other = store.put("b", "1");
    assertEquals(List.of(second, first), store.times("a").toList());
    assertEquals(List.of(other), store.times("b").toList());
    assertEquals(List.of(other, second, first), store.times().toList());
  }

  @Rule("2.1")
  void between_two_puts_the_first_one_holds(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Random random = lab.random();
    for (int i = 0; i < 20; i++) {
      String key = "key" + i;
      Instant first = store.put(key, "1");
      // the first one may be a nanosecond ahead of the clock
      int gap = 3 + random.nextInt(1_000_000);
      lab.clock().move(gap);
      store.put(key, "2");
      assertEquals(Optional.of("1"), store.get(key, first.plusNanos(1 + random.nextInt(gap - 2))));
    }
  }

  @Rule("2.1")
  void before_the_first_put_there_is_nothing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    for (Instant before :
        List.of(first.minusNanos(1), first.minusSeconds(1), Instant.EPOCH, Instant.MIN)) {
      assertEquals(Optional.empty(), store.get("a", before));
      assertTrue(store.asOf(before).isEmpty());
    }
  }

  @Rule("2.1")
  void at_the_ticks_around_a_put_the_bound_is_inclusive(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    lab.clock().move(1_000);
    Instant second = store.put("a", "2");
    lab.clock().move(1_000);
    store.put("a", "3");
    assertEquals(Optional.of("1"), store.get("a", second.minusNanos(1)));
    assertEquals(Optional.of("2"), store.get("a", second));
    assertEquals(Optional.of("2"), store.get("a", second.plusNanos(1)));
  }

  @Rule("1.4")
  void timestamps_at_the_edges_of_64_bits_are_kept(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> edges =
        List.of(
            Model.FIRST,
            Model.FIRST.plusNanos(1),
            Instant.EPOCH.minusNanos(1),
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Model.LAST.minusNanos(1),
            Model.LAST);
    for (Instant edge : edges) {
      assertEquals(edge, store.put("a", edge.toString(), edge));
    }
    for (Instant edge : edges) {
      assertEquals(Optional.of(edge.toString()), store.get("a", edge));
    }
    assertEquals(edges.size(), store.times("a").count());
  }

  @Rule("3.1")
  void values_and_keys_at_the_edges_of_64_bits_are_kept(Lab lab) {
    TimeTravelStore<Long, Long> store = lab.store(KeyCodec.int64(), Codec.int64());
    List<Long> edges =
        List.of(
            Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 0L, 1L, Long.MAX_VALUE - 1, Long.MAX_VALUE);
    for (long edge : edges) {
      store.put(edge, edge);
    }
    for (long edge : edges) {
      assertEquals(Optional.of(edge), store.get(edge));
    }
    assertEquals(edges, List.copyOf(store.latest().asMap().keySet()));
  }

  @Rule("3.1")
  void lists_are_keys(Lab lab) {
    TimeTravelStore<List<String>, String> store =
        lab.store(KeyCodec.list(KeyCodec.utf8()), Codec.utf8());
    List<List<String>> keys =
        List.of(
            List.of(),
            List.of(""),
            List.of("", ""),
            List.of("a"),
            List.of("a", "b"),
            List.of("ab"));
    for (List<String> key : keys) {
      store.put(key, key.toString());
    }
    for (List<String> key : keys) {
      assertEquals(Optional.of(key.toString()), store.get(key));
    }
    assertEquals(keys, List.copyOf(store.latest().asMap().keySet()));
  }
}
