// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a random program asks a snapshot. */
sealed interface Question {
  /** Returns what the snapshot says. */
  Object ask(Snapshot<String, String> snapshot);

  /** Returns what it should say, as of a settled time. */
  Object answer(Model model, Instant time);

  /** Returns the call, to stand behind the name of a snapshot. */
  String java();

  /** Returns the rule that is broken if the answer is wrong. */
  String rule();

  /** The value of a key. */
  record Value(String key) implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return snapshot.get(key);
    }

    @Override
    public Object answer(Model model, Instant time) {
      return model.lookup(key, time).value();
    }

    @Override
    public String java() {
      return ".get(" + Text.java(key) + ")";
    }

    @Override
    public String rule() {
      return "2.1";
    }
  }

  /** The long answer. */
  record Look(String key) implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return snapshot.lookup(key);
    }

    @Override
    public Object answer(Model model, Instant time) {
      return model.lookup(key, time);
    }

    @Override
    public String java() {
      return ".lookup(" + Text.java(key) + ")";
    }

    @Override
    public String rule() {
      return "2.3";
    }
  }

  /** The entries of a range. */
  record Scan(Span span, Order order) implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return snapshot.entries(span.range(), order).toList();
    }

    @Override
    public Object answer(Model model, Instant time) {
      return ordered(entries(model, time, span), order);
    }

    @Override
    public String java() {
      return ".entries(" + span.java() + ", Order." + order + ").toList()";
    }

    @Override
    public String rule() {
      return "2.7";
    }
  }

  /** The number of entries of a range. */
  record Count(Span span) implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return snapshot.count(span.range());
    }

    @Override
    public Object answer(Model model, Instant time) {
      return entries(model, time, span).count();
    }

    @Override
    public String java() {
      return ".count(" + span.java() + ")";
    }

    @Override
    public String rule() {
      return "2.7";
    }
  }

  /** The versions of a key. */
  record Past(String key) implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return snapshot.history(key).toList();
    }

    @Override
    public Object answer(Model model, Instant time) {
      return ordered(model.history(key, time), Order.DESCENDING);
    }

    @Override
    public String java() {
      return ".history(" + Text.java(key) + ").toList()";
    }

    @Override
    public String rule() {
      return "2.3";
    }
  }

  /** The entries of the map. */
  record View() implements Question {
    @Override
    public Object ask(Snapshot<String, String> snapshot) {
      return List.copyOf(snapshot.asMap().entrySet());
    }

    @Override
    public Object answer(Model model, Instant time) {
      return model.entries(time).map(e -> Map.entry(e.key(), e.value())).toList();
    }

    @Override
    public String java() {
      return ".asMap().entrySet()";
    }

    @Override
    public String rule() {
      return "2.7";
    }
  }

  private static Stream<Entry<String, String>> entries(Model model, Instant time, Span span) {
    return model.entries(time).filter(entry -> span.contains(entry.key()));
  }

  /** Returns what is ascending, in an order. */
  static <T> List<T> ordered(Stream<T> ascending, Order order) {
    List<T> list = new ArrayList<>(ascending.toList());
    if (order == Order.DESCENDING) {
      Collections.reverse(list);
    }
    return list;
  }
}
