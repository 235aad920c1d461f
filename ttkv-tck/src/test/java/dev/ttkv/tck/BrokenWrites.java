// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Backends whose engine writes something else than what it is told, or loses it. */
final class BrokenWrites {
  private BrokenWrites() {}

  static List<Broken> all() {
    List<Broken> all = new ArrayList<>(writing());
    all.addAll(surviving());
    return all;
  }

  private static List<Broken> writing() {
    return List.of(
        changing(
            "loses tombstones",
            append ->
                ForwardingEngine.changes(
                    append, changes -> changes.stream().filter(c -> !c.deletion()).toList())),
        changing(
            "applies all but the last change of a batch",
            append ->
                ForwardingEngine.changes(
                    append, changes -> changes.subList(0, Math.max(1, changes.size() - 1)))),
        changing("applies a batch twice", BrokenWrites::twice),
        changing(
            "cuts a value at 64 KiB",
            append ->
                ForwardingEngine.changes(
                    append,
                    changes ->
                        changes.stream().map(c -> cut(c, c.key().length, 1 << 16)).toList())),
        changing(
            "cuts a key at 1 KiB",
            append ->
                ForwardingEngine.changes(
                    append,
                    changes ->
                        changes.stream().map(c -> cut(c, 1 << 10, c.value().length)).toList())),
        changing("drops notes", append -> notes(append, note -> Optional.empty())),
        changing(
            "drops empty notes", append -> notes(append, note -> note.filter(n -> n.length > 0))),
        Broken.engine(
            "forgets what was settled",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public void write(Decision decision) {
                    good.write(
                        (head, reader) -> {
                          Append append = decision.decide(head, reader);
                          return append.commits().isEmpty()
                              ? new Append(List.of(), head.watermark())
                              : append;
                        });
                  }
                }),
        deciding(
            "lets commits in before the watermark",
            head -> new Head(Timestamps.NONE, head.lastCommit())),
        deciding(
            "steps on by a microsecond",
            head ->
                head.watermark() == Timestamps.NONE
                    ? head
                    : new Head(head.watermark() + 999, head.lastCommit())),
        Broken.engine(
            "publishes the watermark after the changes",
            engine ->
                new ForwardingEngine(engine) {
                  private Head before = engine.head();
                  private Head now = before;

                  @Override
                  public synchronized Head head() {
                    return before;
                  }

                  @Override
                  public synchronized void write(Decision decision) {
                    good.write(decision);
                    before = now;
                    now = good.head();
                  }
                }));
  }

  private static Broken changing(String name, UnaryOperator<Engine.Append> change) {
    return Broken.engine(
        name,
        engine ->
            new ForwardingEngine(engine) {
              @Override
              Append change(Append append) {
                return change.apply(append);
              }
            });
  }

  private static Broken deciding(String name, UnaryOperator<Head> change) {
    return Broken.engine(
        name,
        engine ->
            new ForwardingEngine(engine) {
              @Override
              public void write(Decision decision) {
                good.write((head, reader) -> decision.decide(change.apply(head), reader));
              }
            });
  }

  private static Engine.Append twice(Engine.Append append) {
    if (append.commits().size() != 1 || append.watermark() == Timestamps.LAST) {
      return append;
    }
    StoredCommit commit = append.commits().get(0);
    long next = append.watermark() + 1;
    return new Engine.Append(
        List.of(commit, new StoredCommit(next, commit.time(), commit.changes(), commit.note())),
        next);
  }

  private static StoredChange cut(StoredChange change, int key, int value) {
    return new StoredChange(
        Arrays.copyOf(change.key(), Math.min(key, change.key().length)),
        change.deletion(),
        Arrays.copyOf(change.value(), Math.min(value, change.value().length)));
  }

  private static Engine.Append notes(
      Engine.Append append, UnaryOperator<Optional<byte[]>> operator) {
    return new Engine.Append(
        append.commits().stream()
            .map(
                commit ->
                    new StoredCommit(
                        commit.time(),
                        commit.previous(),
                        commit.changes(),
                        operator.apply(commit.note())))
            .toList(),
        append.watermark());
  }

  private static List<Broken> surviving() {
    return List.of(
        Broken.engine(
            "loses the watermark when it is closed",
            engine ->
                new ForwardingEngine(engine) {
                  private boolean written;

                  @Override
                  public synchronized Head head() {
                    return written ? good.head() : Head.EMPTY;
                  }

                  @Override
                  public synchronized void write(Decision decision) {
                    Head head = head();
                    good.write((real, reader) -> decision.decide(head, reader));
                    written = true;
                  }
                }),
        Broken.engine(
            "loses what was settled when it is closed",
            engine ->
                new ForwardingEngine(engine) {
                  private final long lost = engine.head().watermark();

                  @Override
                  public Head head() {
                    return known(good.head());
                  }

                  private Head known(Head head) {
                    return head.watermark() == lost
                        ? new Head(head.lastCommit(), head.lastCommit())
                        : head;
                  }

                  @Override
                  public void write(Decision decision) {
                    good.write((head, reader) -> decision.decide(known(head), reader));
                  }
                }),
        Broken.engine("does not check what it reads", UncheckedEngine::new),
        Broken.header("does not check the codecs"),
        Broken.unlocked("lets itself be opened twice"),
        Broken.forgetful("keeps nothing", Durability.POWER),
        Broken.forgetful("claims to survive what it does not", Durability.POWER, Lack.DURABILITY),
        Broken.tooGood("lacks less than it says"));
  }

  /** Backends that are wrong only while several threads use them, with the rule that they break. */
  static Map<Broken, String> racy() {
    return Map.of(
        Broken.engine("publishes the watermark before the changes", HastyEngine::new),
        "2.5",
        Broken.engine(
            "loses its engine while a call is under way",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredCommit, Long> commits(
                      long after, long through, Order order, PageLimit limit) {
                    try {
                      return super.commits(after, through, order, limit);
                    } catch (IllegalStateException e) {
                      throw new TimeTravelStoreException("no connection", e);
                    }
                  }
                }),
        "7.7");
  }

  /** Says that it has what it is about to have. */
  private static final class HastyEngine extends ForwardingEngine {
    private volatile Head announced;

    HastyEngine(Engine good) {
      super(good);
      announced = good.head();
    }

    @Override
    public Head head() {
      return announced;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // it yields to lose its race sooner
    public void write(Decision decision) {
      good.write(
          (head, reader) -> {
            Append append = decision.decide(head, reader);
            if (append.watermark() != head.watermark()) {
              announced = new Head(append.watermark(), head.lastCommit());
              for (int i = 0; i < 200; i++) {
                Thread.yield();
              }
            }
            return append;
          });
      announced = good.head();
    }
  }
}
