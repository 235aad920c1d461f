// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Commit;
import dev.ttkv.Erasure;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.Maintenance;
import dev.ttkv.Order;
import dev.ttkv.Pin;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Trimming;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that forget in the wrong way. */
final class BrokenForgetting {
  private BrokenForgetting() {}

  static List<Broken> all() {
    List<Broken> all = new ArrayList<>(engines());
    all.addAll(stores());
    return all;
  }

  private static List<Broken> engines() {
    return List.of(
        forgetting("moves no horizon", (head, what) -> Optional.empty()),
        forgetting(
            "trims to a nanosecond more",
            (head, what) ->
                Optional.of(
                    with(
                        what,
                        Math.min(what.retained().horizon() + 1, head.watermark()),
                        what.retained().pins()))),
        forgetting(
            "erases only the first key",
            (head, what) ->
                Optional.of(
                    new Engine.Forget(
                        what.keys().subList(0, Math.min(1, what.keys().size())), what.retained()))),
        forgetting(
            "drops the pins when it trims",
            (head, what) -> Optional.of(with(what, what.retained().horizon(), List.of()))),
        heads(
            "never keeps a pin",
            retained ->
                new Retained(
                    retained.horizon(), retained.erasures(), retained.baseline(), List.of())),
        heads(
            "knows its horizon too late",
            retained ->
                new Retained(
                    Timestamps.NONE, retained.erasures(), retained.baseline(), retained.pins())),
        heads(
            "does not count what it erases",
            retained -> new Retained(retained.horizon(), 0, retained.baseline(), retained.pins())),
        Broken.engine("puts the notes of erased keys back", KeepsNotes::new),
        Broken.engine(
            "leaves what it erases in a file of its own",
            (engine, file) ->
                new ForwardingEngine(engine) {
                  @Override
                  public boolean forget(Forgetting decision) {
                    List<byte[]> erased = new ArrayList<>();
                    boolean complete =
                        good.forget(
                            (head, reader) -> {
                              Optional<Forget> what = decision.decide(head, reader);
                              what.ifPresent(some -> erased.addAll(some.keys()));
                              return what;
                            });
                    leave(file.resolveSibling("erased"), erased);
                    return complete;
                  }
                }));
  }

  private static void leave(Path file, List<byte[]> keys) {
    try {
      for (byte[] key : keys) {
        Files.write(file, key);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An engine that does something else than it is told to forget. */
  private static Broken forgetting(
      String name, BiFunction<Head, Engine.Forget, Optional<Engine.Forget>> change) {
    return Broken.engine(
        name,
        engine ->
            new ForwardingEngine(engine) {
              @Override
              public boolean forget(Forgetting decision) {
                return good.forget(
                    (head, reader) ->
                        decision.decide(head, reader).flatMap(what -> change.apply(head, what)));
              }
            });
  }

  private static Engine.Forget with(Engine.Forget what, long horizon, List<Pin> pins) {
    Retained retained = what.retained();
    return new Engine.Forget(
        what.keys(), new Retained(horizon, retained.erasures(), retained.baseline(), pins));
  }

  /** An engine that says something else of what is retained when it is read, not when written. */
  private static Broken heads(String name, UnaryOperator<Retained> change) {

    return Broken.engine(
        name,
        engine ->
            new ForwardingEngine(engine) {
              @Override
              public Head head() {
                Head head = good.head();
                return new Head(head.watermark(), head.lastCommit(), change.apply(head.retained()));
              }

              @Override
              public Retained retained() {
                return change.apply(good.retained());
              }
            });
  }

  private static final class KeepsNotes extends ForwardingEngine {
    private final Map<Long, byte[]> notes = new HashMap<>();

    KeepsNotes(Engine good) {
      super(good);
    }

    @Override
    Append change(Append append) {
      append
          .commits()
          .forEach(commit -> commit.note().ifPresent(note -> notes.put(commit.time(), note)));
      return append;
    }

    @Override
    public Page<StoredCommit, Long> commits(
        long after, long through, Order order, PageLimit limit) {
      Page<StoredCommit, Long> page = good.commits(after, through, order, limit);
      return new Page<>(page.items().stream().map(this::noted).toList(), page.next());
    }

    private StoredCommit noted(StoredCommit commit) {
      return new StoredCommit(
          commit.time(),
          commit.previous(),
          commit.changes(),
          commit.note().or(() -> Optional.ofNullable(notes.get(commit.time()))));
    }
  }

  private static List<Broken> stores() {
    return List.of(
        Broken.store(
            "says that what was trimmed was never there",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key, Instant asOf) {
                    try {
                      return good.get(key, asOf);
                    } catch (HistoryTrimmedException e) {
                      return Optional.empty();
                    }
                  }
                }),
        Broken.store(
            "takes conditions on times below the horizon for good",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> commit(Batch<Object, Object> batch) {
                    try {
                      return good.commit(batch);
                    } catch (HistoryTrimmedException e) {
                      Batch<Object, Object> bare = Batch.create();
                      batch.changes().forEach(c -> c.value().ifPresent(v -> bare.put(c.key(), v)));
                      return good.commit(bare);
                    }
                  }
                }),
        Broken.store(
            "passes over what was trimmed in the feed",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Stream<Commit<Object, Object>> commits(TimeRange range, Order order) {
                    return range.after().isBefore(good.horizon())
                            && !range.through().isBefore(good.horizon())
                        ? good.commits(new TimeRange(good.horizon(), range.through()), order)
                        : good.commits(range, order);
                  }
                }),
        maintaining(
            "takes the watermark for what is later",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Trimming trim(Instant horizon) {
                    Instant watermark = store.watermark();
                    return good.trim(horizon.isAfter(watermark) ? watermark : horizon);
                  }
                }),
        maintaining(
            "takes a horizon that would go back for nothing to do",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Trimming trim(Instant horizon) {
                    return horizon.isBefore(store.horizon())
                        ? new Trimming(store.horizon(), 0, 0, 0)
                        : good.trim(horizon);
                  }
                }),
        maintaining(
            "trims when it is asked for a plan",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Trimming planTrim(Instant horizon) {
                    return good.trim(horizon);
                  }
                }),
        maintaining(
            "counts one more than it trims",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Trimming trim(Instant horizon) {
                    Trimming done = good.trim(horizon);
                    return new Trimming(
                        done.horizon(), done.commits(), done.versions() + 1, done.bytes());
                  }
                }),
        maintaining(
            "removes a pin that forbids a trim",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Trimming trim(Instant horizon) {
                    good.pins().stream()
                        .filter(pin -> pin.at().isBefore(horizon))
                        .forEach(pin -> good.unpin(pin.name()));
                    return good.trim(horizon);
                  }
                }),
        maintaining(
            "deletes what is to be erased",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Erasure erase(Collection<Object> keys) {
                    keys.forEach(store::delete);
                    return new Erasure(store.watermark(), keys.size(), true);
                  }
                }),
        maintaining(
            "erases nothing without a word",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public Erasure erase(Collection<Object> keys) {
                    return keys.isEmpty()
                        ? new Erasure(store.watermark(), 0, true)
                        : good.erase(keys);
                  }
                }),
        maintaining(
            "digests the watermark too",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public String digest(Instant time) {
                    String digest = good.digest(time);
                    return digest.substring(8) + "%08x".formatted(store.watermark().hashCode());
                  }
                }),
        maintaining(
            "backs up over what is there",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public void backup(Path target) {
                    try {
                      Files.deleteIfExists(target);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                    good.backup(target);
                  }
                }),
        maintaining(
            "leaves an empty file where a backup failed",
            (store, good) ->
                new ForwardingMaintenance(good) {
                  @Override
                  public void backup(Path target) {
                    try {
                      good.backup(target);
                    } catch (RuntimeException e) {
                      leave(
                          target.resolveSibling("left"),
                          List.of("half".getBytes(StandardCharsets.US_ASCII)));
                      throw e;
                    }
                  }
                }));
  }

  private static Broken maintaining(
      String name,
      BiFunction<TimeTravelStore<Object, Object>, Maintenance<Object>, Maintenance<Object>>
          change) {
    return Broken.store(
        name,
        store ->
            new ForwardingStore(store) {
              @Override
              public Maintenance<Object> maintenance() {
                return change.apply(good, good.maintenance());
              }
            });
  }
}
