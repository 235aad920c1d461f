// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Commit;
import dev.ttkv.Difference;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Backends whose histories, times, commits or differences are wrong. */
final class BrokenHistories {
  private BrokenHistories() {}

  static List<Broken> all() {
    return List.of(
        versions(
            "does not know until when",
            history -> history.map(v -> new Version<>(v.from(), Optional.empty(), v.value()))),
        versions(
            "leaves deletions out of a history",
            history -> history.filter(version -> !version.isDeletion())),
        versions("reads a history at once", history -> history.toList().stream()),
        Broken.store(
            "ends a version where the range ends",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Version<Object>> history(Object key, TimeRange range, Order order) {
                    return good.history(key, range, order)
                        .map(
                            v ->
                                new Version<>(
                                    v.from(),
                                    v.until().filter(u -> !u.isAfter(range.through())),
                                    v.value()));
                  }
                }),
        Broken.store(
            "goes on to the end of a page once it is closed",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Instant> times(Object key) {
                    Iterator<Instant> times = good.times(key).iterator();
                    List<Instant> page = new ArrayList<>();
                    while (page.size() < 20 && times.hasNext()) {
                      page.add(times.next());
                    }
                    Iterable<Instant> rest = () -> times;
                    return Stream.concat(
                        page.stream(), StreamSupport.stream(rest.spliterator(), false));
                  }
                }),
        Broken.store(
            "gives times oldest first",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Instant> times(Object key) {
                    return reversed(good.times(key));
                  }
                }),
        Broken.store(
            "leaves the times of deletions out",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Instant> times() {
                    return good.commits(TimeRange.all(), Order.DESCENDING)
                        .filter(c -> c.changes().stream().anyMatch(change -> !change.isDeletion()))
                        .map(Commit::time);
                  }
                }),
        Broken.store(
            "gives commits that were made meanwhile",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Commit<Object, Object>> commits(TimeRange range, Order order) {
                    Instant known = good.watermark();
                    Stream<Commit<Object, Object>> now = good.commits(range, order);
                    return order == Order.DESCENDING || !range.through().equals(Instant.MAX)
                        ? now
                        : Stream.concat(
                            now,
                            Stream.of(known)
                                .flatMap(time -> good.commits(TimeRange.after(time), order)));
                  }
                }),
        differences(
            "takes a put of an equal value for a difference",
            (store, range) -> {
              Set<Object> put = new HashSet<>();
              store
                  .commits(range, Order.ASCENDING)
                  .forEach(commit -> commit.changes().forEach(change -> put.add(change.key())));
              Snapshot<Object, Object> before = store.asOf(range.after());
              Snapshot<Object, Object> after = store.asOf(range.through());
              return after
                  .entries()
                  .filter(entry -> put.contains(entry.key()))
                  .map(
                      entry ->
                          new Difference<>(
                              entry.key(), before.get(entry.key()), after.get(entry.key())));
            }),
        differences(
            "gives differences in any order",
            (store, range) -> reversed(store.diff(range.after(), range.through()))),
        differences(
            "forgets what was there before",
            (store, range) ->
                store
                    .diff(range.after(), range.through())
                    .map(d -> new Difference<>(d.key(), Optional.empty(), d.after()))));
  }

  private static Broken versions(
      String name, Function<Stream<Version<Object>>, Stream<Version<Object>>> change) {
    return Broken.store(
        name,
        store ->
            new ForwardingStore(store) {
              @Override
              public Stream<Version<Object>> history(Object key, TimeRange range, Order order) {
                return change.apply(good.history(key, range, order));
              }
            });
  }

  /** How a broken store finds differences. */
  @FunctionalInterface
  private interface Differing {
    Stream<Difference<Object, Object>> diff(TimeTravelStore<Object, Object> store, TimeRange range);
  }

  private static Broken differences(String name, Differing differing) {
    return Broken.store(
        name,
        store ->
            new ForwardingStore(store) {
              @Override
              public Stream<Difference<Object, Object>> diff(Instant after, Instant through) {
                Objects.requireNonNull(after, "after");
                Objects.requireNonNull(through, "through");
                return differing.diff(good, new TimeRange(after, through));
              }
            });
  }

  private static <T> Stream<T> reversed(Stream<T> stream) {
    List<T> list = new ArrayList<>(stream.toList());
    Collections.reverse(list);
    return list.stream();
  }
}
