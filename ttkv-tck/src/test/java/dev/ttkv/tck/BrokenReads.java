// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backends whose engine reads something else than what is there. */
final class BrokenReads {
  private BrokenReads() {}

  static List<Broken> all() {
    List<Broken> all = new ArrayList<>();
    all.addAll(reading());
    all.addAll(paging());
    return all;
  }

  private static List<Broken> reading() {
    return List.of(
        Broken.engine(
            "finds a version only after its time",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Optional<StoredVersion> find(byte[] key, long asOf) {
                    return super.find(key, asOf == Timestamps.NONE ? asOf : asOf - 1);
                  }
                }),
        Broken.engine(
            "scans versions only after their time",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    return super.entries(
                        range, asOf == Timestamps.NONE ? asOf : asOf - 1, order, limit);
                  }
                }),
        Broken.engine(
            "scans the newest versions as of any time",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    return super.entries(range, Timestamps.LAST, order, limit);
                  }
                }),
        Broken.engine(
            "takes the first timestamp for none",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Optional<StoredVersion> find(byte[] key, long asOf) {
                    return super.find(key, asOf == Timestamps.FIRST ? Timestamps.NONE : asOf);
                  }
                }),
        Broken.engine(
            "never reaches the last timestamp",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Optional<StoredVersion> find(byte[] key, long asOf) {
                    return super.find(key, Math.min(asOf, Timestamps.LAST - 1));
                  }
                }),
        Broken.engine("reads what it read before", StaleEngine::new),
        Broken.engine(
            "orders keys as signed bytes",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    Page<StoredEntry, byte[]> page = super.entries(range, asOf, order, limit);
                    List<StoredEntry> items = new ArrayList<>(page.items());
                    items.sort(
                        (a, b) ->
                            order == Order.ASCENDING
                                ? Arrays.compare(a.key(), b.key())
                                : Arrays.compare(b.key(), a.key()));
                    return new Page<>(items, page.next());
                  }
                }),
        Broken.engine(
            "scans upwards only",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    return super.entries(range, asOf, Order.ASCENDING, limit);
                  }
                }),
        Broken.engine(
            "scans beyond the upper end of a range",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    ByteRange wider =
                        new ByteRange(range.from(), range.to().map(ByteRange::successor));
                    return super.entries(
                        order == Order.ASCENDING ? wider : range, asOf, order, limit);
                  }
                }),
        Broken.engine(
            "gives versions from the beginning of time",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredVersion, Long> versions(
                      byte[] key, long after, long through, Order order, PageLimit limit) {
                    return super.versions(
                        key,
                        order == Order.DESCENDING ? Timestamps.NONE : after,
                        through,
                        order,
                        limit);
                  }
                }),
        Broken.engine(
            "has an index that misses versions",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public long[] times(
                      byte[] key, long after, long through, Order order, int limit) {
                    long[] times = super.times(key, after, through, order, limit);
                    return Arrays.stream(times).filter(time -> time != seldom(times)).toArray();
                  }
                }),
        Broken.engine(
            "does not know what follows a range",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public long[] times(
                      byte[] key, long after, long through, Order order, int limit) {
                    return order == Order.ASCENDING
                        ? new long[0]
                        : super.times(key, after, through, order, limit);
                  }
                }),
        Broken.engine(
            "gives the commit at the lower end of a range",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredCommit, Long> commits(
                      long after, long through, Order order, PageLimit limit) {
                    return super.commits(
                        order == Order.DESCENDING && after > Timestamps.FIRST ? after - 1 : after,
                        through,
                        order,
                        limit);
                  }
                }));
  }

  /** Returns the second one of a few times. */
  private static long seldom(long[] times) {
    return times.length < 3 ? Timestamps.NONE : times[1];
  }

  private static List<Broken> paging() {
    return List.of(
        Broken.engine(
            "repeats the edge of a page",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    Page<StoredEntry, byte[]> page = super.entries(range, asOf, order, limit);
                    int size = page.items().size();
                    return size < limit.items()
                        ? page
                        : new Page<>(page.items(), Optional.of(page.items().get(size - 2).key()));
                  }
                }),
        Broken.engine(
            "skips the edge of a page",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    Page<StoredEntry, byte[]> page = super.entries(range, asOf, order, limit);
                    return page.items().size() < limit.items()
                        ? page
                        : new Page<>(page.items().subList(0, page.items().size() - 1), page.next());
                  }
                }),
        Broken.engine(
            "takes an empty page for the end",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredEntry, byte[]> entries(
                      ByteRange range, long asOf, Order order, PageLimit limit) {
                    Page<StoredEntry, byte[]> page = super.entries(range, asOf, order, limit);
                    return page.items().isEmpty() ? Page.last(List.of()) : page;
                  }
                }),
        Broken.engine(
            "skips a version between two pages",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredVersion, Long> versions(
                      byte[] key, long after, long through, Order order, PageLimit limit) {
                    Page<StoredVersion, Long> page =
                        super.versions(key, after, through, order, limit);
                    return page.items().size() < limit.items()
                        ? page
                        : new Page<>(page.items().subList(1, page.items().size()), page.next());
                  }
                }),
        Broken.engine(
            "cuts a commit where a page ends",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredCommit, Long> commits(
                      long after, long through, Order order, PageLimit limit) {
                    Page<StoredCommit, Long> page = super.commits(after, through, order, limit);
                    return new Page<>(
                        page.items().stream().map(commit -> cut(commit, limit.items())).toList(),
                        page.next());
                  }
                }),
        Broken.engine(
            "lists the changes of a commit backwards",
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public Page<StoredCommit, Long> commits(
                      long after, long through, Order order, PageLimit limit) {
                    Page<StoredCommit, Long> page = super.commits(after, through, order, limit);
                    return new Page<>(
                        page.items().stream().map(BrokenReads::backwards).toList(), page.next());
                  }
                }));
  }

  private static StoredCommit cut(StoredCommit commit, int most) {
    return new StoredCommit(
        commit.time(),
        commit.previous(),
        commit.changes().subList(0, Math.min(most, commit.changes().size())),
        commit.note());
  }

  private static StoredCommit backwards(StoredCommit commit) {
    List<StoredChange> changes = new ArrayList<>(commit.changes());
    Collections.reverse(changes);
    return new StoredCommit(commit.time(), commit.previous(), changes, commit.note());
  }

  /** Answers every other look-up of the newest version from what it found before. */
  private static final class StaleEngine extends ForwardingEngine {
    private final Map<ByteBuffer, Optional<StoredVersion>> found = new HashMap<>();

    StaleEngine(Engine good) {
      super(good);
    }

    @Override
    public synchronized Optional<StoredVersion> find(byte[] key, long asOf) {
      if (asOf < head().watermark()) {
        return super.find(key, asOf);
      }
      Optional<StoredVersion> before = found.remove(ByteBuffer.wrap(key));
      if (before != null) {
        return before;
      }
      Optional<StoredVersion> now = super.find(key, asOf);
      found.put(ByteBuffer.wrap(key), now);
      return now;
    }
  }
}
