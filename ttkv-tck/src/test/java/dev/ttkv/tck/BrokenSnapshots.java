// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.ConflictException;
import dev.ttkv.Entry;
import dev.ttkv.KeyRange;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Backends whose snapshots break a rule. */
final class BrokenSnapshots {
  private BrokenSnapshots() {}

  static List<Broken> all() {
    return List.of(
        Broken.store(
            "gives a snapshot that moves",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Snapshot<Object, Object> latest() {
                    return new ForwardingSnapshot(good::latest);
                  }
                }),
        Broken.store(
            "fixes a later snapshot at the time asked for",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Snapshot<Object, Object> asOf(Instant time) {
                    good.asOf(time);
                    return new ForwardingSnapshot(() -> good.asOf(time));
                  }
                }),
        snapshots(
            "says that a snapshot is as of the time asked for",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public Instant time() {
                    return asked;
                  }
                }),
        neverThere("takes deleted for never there", Lookup.Deleted.class),
        neverThere("says of what was trimmed that it was never there", Lookup.None.class),
        snapshots(
            "says that a value is as old as its first put",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public Lookup<Object> lookup(Object key) {
                    Lookup<Object> found = super.lookup(key);
                    Instant first =
                        super.history(key).map(Version::from).reduce((a, b) -> b).orElse(asked);
                    return found instanceof Lookup.Present<Object> present
                        ? new Lookup.Present<>(present.get(), first)
                        : found;
                  }
                }),
        snapshots(
            "does not say since when there is nothing",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public Object getOrThrow(Object key) {
                    return super.get(key)
                        .orElseThrow(() -> new NoSuchElementException("nothing at " + key));
                  }
                }),
        Broken.store(
            "lets a snapshot know the future",
            store ->
                new ForwardingStore(store) {
                  @Override
                  Snapshot<Object, Object> change(
                      Snapshot<Object, Object> snapshot, Instant asked) {
                    return new ForwardingSnapshot(snapshot) {
                      @Override
                      public Stream<Version<Object>> history(Object key) {
                        return good.history(key).filter(v -> !v.from().isAfter(time()));
                      }
                    };
                  }
                }),
        snapshots(
            "counts everything, whatever the range",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public long count(KeyRange<Object> range) {
                    Objects.requireNonNull(range, "range");
                    return super.count(KeyRange.all());
                  }
                }),
        snapshots(
            "gives a map that can be changed",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public NavigableMap<Object, Object> asMap() {
                    NavigableMap<Object, Object> map = super.asMap();
                    NavigableMap<Object, Object> copy = new TreeMap<>(map.comparator());
                    copy.putAll(map);
                    return copy;
                  }
                }),
        snapshots(
            "takes a prefix for a pattern",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public Stream<Entry<Object, Object>> entries(
                      KeyRange<Object> range, Order order) {
                    if (range.prefix().orElse(0) instanceof String prefix) {
                      Pattern like =
                          Pattern.compile(
                              Pattern.quote(prefix + "%")
                                  .replace("%", "\\E.*\\Q")
                                  .replace("_", "\\E.\\Q"),
                              Pattern.DOTALL);
                      return super.entries(KeyRange.all(), order)
                          .filter(entry -> like.matcher(entry.key().toString()).matches());
                    }
                    return super.entries(range, order);
                  }
                }),
        snapshots(
            "reads the entries at once",
            (snapshot, asked) ->
                new ForwardingSnapshot(snapshot) {
                  @Override
                  public Stream<Entry<Object, Object>> entries(
                      KeyRange<Object> range, Order order) {
                    return super.entries(range, order).toList().stream();
                  }
                }));
  }

  /** How a broken store changes its snapshots. */
  @FunctionalInterface
  private interface Changing {
    Snapshot<Object, Object> change(Snapshot<Object, Object> snapshot, Instant asked);
  }

  /** Returns one that takes what some look-ups find for what was never there. */
  private static Broken neverThere(String name, Class<?> kind) {
    return snapshots(
        name,
        (snapshot, asked) ->
            new ForwardingSnapshot(snapshot) {
              @Override
              public Lookup<Object> lookup(Object key) {
                Lookup<Object> found = super.lookup(key);
                return kind.isInstance(found) ? new Lookup.None<>(Instant.MIN) : found;
              }
            });
  }

  private static Broken snapshots(String name, Changing changing) {
    return Broken.store(
        name,
        store ->
            new ForwardingStore(store) {
              @Override
              Snapshot<Object, Object> change(Snapshot<Object, Object> snapshot, Instant asked) {
                return changing.change(snapshot, asked);
              }
            });
  }

  /** Backends that are wrong only while several threads use them, with the rule that they break. */
  @SuppressWarnings("ThreadPriorityCheck") // they yield to lose their races sooner
  static Map<Broken, String> racy() {
    return Map.of(
        Broken.store("keeps a snapshot for each thread", SlowStore::new),
        "4.5",
        Broken.store(
            "checks a condition before it commits",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> commit(Batch<Object, Object> batch) {
                    Batch<Object, Object> unconditional = Batch.create();
                    batch
                        .changes()
                        .forEach(
                            change ->
                                change
                                    .value()
                                    .ifPresentOrElse(
                                        value -> unconditional.put(change.key(), value),
                                        () -> unconditional.delete(change.key())));
                    batch.time().ifPresent(unconditional::at);
                    batch.note().ifPresent(unconditional::note);
                    for (Batch.Condition<Object> condition : batch.conditions()) {
                      check(good, condition);
                    }
                    Thread.yield();
                    return good.commit(unconditional);
                  }
                }),
        "4.5",
        Broken.store(
            "scans half of the keys earlier",
            store -> new EarlierStore(store, size -> IntStream.range(0, size / 2))),
        "4.1",
        Broken.store(
            "scans what is beyond some pages earlier",
            store -> new EarlierStore(store, size -> IntStream.range(160, Math.max(160, size)))),
        "4.1");
  }

  /** Scans some of the keys in the snapshot before, should another one come in between. */
  private static final class EarlierStore extends ForwardingStore {
    private final IntFunction<IntStream> earlier;

    EarlierStore(TimeTravelStore<Object, Object> good, IntFunction<IntStream> earlier) {
      super(good);
      this.earlier = earlier;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // it yields to lose its races sooner
    public Snapshot<Object, Object> latest() {
      Snapshot<Object, Object> early = good.latest();
      Thread.yield();
      return new ForwardingSnapshot(good.latest()) {
        @Override
        public Stream<Entry<Object, Object>> entries(KeyRange<Object> range, Order order) {
          List<Entry<Object, Object>> entries =
              new ArrayList<>(super.entries(range, order).toList());
          earlier
              .apply(entries.size())
              .forEach(
                  i -> {
                    Object key = entries.get(i).key();
                    if (early.lookup(key) instanceof Lookup.Present<Object> present) {
                      entries.set(i, new Entry<>(key, present.get(), present.since()));
                    }
                  });
          return entries.stream();
        }
      };
    }
  }

  private static void check(
      TimeTravelStore<Object, Object> store, Batch.Condition<Object> condition) {
    Lookup<Object> now = store.latest().lookup(condition.key());
    if (condition.unchangedSince().map(now.since()::isAfter).orElse(now.value().isPresent())) {
      throw new ConflictException(condition.key() + " " + now.since(), now.since());
    }
  }

  /** Takes a newer snapshot for a thread at every fourth read, and after its writes. */
  private static final class SlowStore extends ForwardingStore {
    private final Map<Thread, Snapshot<Object, Object>> snapshots = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    SlowStore(TimeTravelStore<Object, Object> good) {
      super(good);
    }

    @Override
    public Instant put(Object key, Object value) {
      snapshots.remove(Thread.currentThread());
      return good.put(key, value);
    }

    @Override
    public Optional<Instant> commit(Batch<Object, Object> batch) {
      snapshots.remove(Thread.currentThread());
      return good.commit(batch);
    }

    @Override
    public Optional<Instant> delete(Object key) {
      snapshots.remove(Thread.currentThread());
      return good.delete(key);
    }

    @Override
    public Instant settle(Instant time) {
      snapshots.remove(Thread.currentThread());
      return good.settle(time);
    }

    @Override
    public Snapshot<Object, Object> latest() {
      if (reads.incrementAndGet() % 4 == 0) {
        snapshots.remove(Thread.currentThread());
      }
      Snapshot<Object, Object> now = good.latest();
      Snapshot<Object, Object> before = snapshots.putIfAbsent(Thread.currentThread(), now);
      return before == null ? now : before;
    }
  }
}
