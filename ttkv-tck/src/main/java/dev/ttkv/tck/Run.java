// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A random program on its way: the store, the model beside it, and what its steps left behind. */
final class Run {
  /**
   * A snapshot that was taken.
   *
   * @param snapshot the snapshot
   * @param time what it is as of
   */
  record Taken(Snapshot<String, String> snapshot, Instant time) {}

  /** A stream that is consumed later. */
  static final class Held {
    private final Iterator<?> given;
    private List<?> expected = List.of();

    private Held(Iterator<?> given) {
      this.given = given;
    }

    /** Returns what the stream should still give, and nothing from then on. */
    List<?> expectRest() {
      List<?> rest = expected;
      expected = List.of();
      return rest;
    }
  }

  private final Lab.Place place;
  private final KeyCodec<String> keys;
  private final TestClock clock;
  private final boolean survives;
  private final Model model = new Model();
  private final List<Taken> taken = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Instant> commits = new ArrayList<>();
  private TimeTravelStore<String, String> store;

  Run(Lab lab, KeyCodec<String> keys) {
    this.place = lab.place();
    this.keys = keys;
    this.clock = lab.clock();
    this.survives = lab.survives();
    clock.set(TestClock.START);
    store = place.open(keys, Codec.utf8());
  }

  TimeTravelStore<String, String> store() {
    return store;
  }

  Model model() {
    return model;
  }

  KeyCodec<String> keys() {
    return keys;
  }

  TestClock clock() {
    return clock;
  }

  List<Taken> taken() {
    return taken;
  }

  List<Held> held() {
    return held;
  }

  /** Keeps a stream and returns its first elements. */
  List<?> hold(Iterator<?> stream, int first) {
    held.add(new Held(stream));
    List<Object> elements = new ArrayList<>();
    while (elements.size() < first && stream.hasNext()) {
      elements.add(stream.next());
    }
    return elements;
  }

  /** Keeps what the stream that was kept last should give, and returns its first elements. */
  List<?> expectHeld(List<?> all, int first) {
    int split = Math.min(first, all.size());
    held.get(held.size() - 1).expected = all.subList(split, all.size());
    return all.subList(0, split);
  }

  /** Returns the rest of a stream. */
  List<?> drain(int index) {
    List<Object> elements = new ArrayList<>();
    held.get(round(index, held)).given.forEachRemaining(elements::add);
    return elements;
  }

  /** Returns how many commits there were before this step. */
  int commits() {
    return commits.size();
  }

  /** Returns the number of the commit that an index means. */
  int number(int index) {
    return Math.floorMod(index, commits.size());
  }

  Instant commit(int index) {
    return commits.get(number(index));
  }

  /** Takes note of a commit that the model made. */
  void committed(Instant time) {
    commits.add(time);
  }

  boolean survives() {
    return survives;
  }

  /** Opens the store again, if what it has survives that; snapshots and streams of before end. */
  void reopen() {
    if (survives) {
      taken.clear();
      held.clear();
      store.close();
      store = place.open(keys, Codec.utf8());
    }
  }

  /** Returns what is asked for as a number that is there, counted round and round. */
  static int round(int index, List<?> list) {
    return Math.floorMod(index, list.size());
  }
}
