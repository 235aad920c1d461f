// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.Difference;
import dev.ttkv.Durability;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.Maintenance;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The store over an engine: all the rules that are the same everywhere, and no storage. A backend
 * extends it with a public class that has the typed ways to open it.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public abstract class EngineStore<K, V> implements TimeTravelStore<K, V> {
  private final String location;
  private final Engine engine;
  private final Encoding<K, V> encoding;
  private final StoreOptions options;
  private final Committer committer;
  private volatile boolean closed;
  private volatile long knownWatermark = Timestamps.NONE;
  private volatile Retained knownRetained = Retained.ALL;

  /**
   * Makes a store of an engine, and owns it from then on: if this throws, the engine is closed.
   *
   * @param location the store, for messages
   * @param engine the engine, opened
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options the options that the engine was opened with
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the durability asked for is more than the engine gives
   * @throws dev.ttkv.FormatMismatchException if the engine was written with other codecs
   */
  protected EngineStore(
      String location, Engine engine, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    this.engine = Objects.requireNonNull(engine, "engine");
    try {
      this.location = Objects.requireNonNull(location, "location");
      this.options = Objects.requireNonNull(options, "options");
      this.encoding = new Encoding<>(location, keys, values, engine.limits());
      StoreHeader.of(keys, values).check(location, engine.header());
      Optional<Durability> wanted = options.durability();
      if (wanted.isPresent() && wanted.get().compareTo(engine.durability()) > 0) {
        throw new IllegalArgumentException(
            "%s: the durability %s cannot be given here, %s at most"
                .formatted(location, wanted.get(), engine.durability()));
      }
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
    this.committer = new Committer(location, engine, options, this::ensureOpen);
  }

  @Override
  public final Instant put(K key, V value) {
    ensureWritable();
    return Timestamps.toInstant(committer.submit(single(encoding.put(key, value))).getAsLong());
  }

  @Override
  public final Optional<Instant> delete(K key) {
    ensureWritable();
    return instant(committer.submit(single(encoding.deletion(key))));
  }

  private static CommitRequest single(StoredChange change) {
    return CommitRequest.commit(List.of(change), List.of(), OptionalLong.empty(), Optional.empty());
  }

  @Override
  public final Optional<Instant> commit(Batch<K, V> batch) {
    Objects.requireNonNull(batch, "batch");
    ensureWritable();
    return instant(committer.submit(encoding.request(batch)));
  }

  @Override
  public final Optional<V> get(K key) {
    return value(key, Timestamps.LAST);
  }

  @Override
  public final Optional<V> get(K key, Instant asOf) {
    return value(key, Timestamps.clamp(Objects.requireNonNull(asOf, "asOf")));
  }

  @Override
  public final Snapshot<K, V> latest() {
    ensureOpen();
    long watermark = readWatermark();
    return new EngineSnapshot<>(this, watermark, Timestamps.toInstant(watermark));
  }

  @Override
  public final V getOrThrow(K key) {
    // a trim to a newer watermark may overtake that of the snapshot
    return Attempts.unless(HistoryTrimmedException.class, () -> latest().getOrThrow(key));
  }

  @Override
  public final boolean isEmpty() {
    return Attempts.unless(HistoryTrimmedException.class, () -> latest().isEmpty());
  }

  @Override
  public final Snapshot<K, V> asOf(Instant time) {
    Objects.requireNonNull(time, "time");
    ensureOpen();
    long nanos = Timestamps.clamp(time);
    long watermark = nanos < knownWatermark ? knownWatermark : readWatermark();
    Instant settled = Timestamps.toInstant(watermark);
    ReadGuard.check(location, knownRetained, Math.min(nanos, watermark));
    return time.isAfter(settled)
        ? new EngineSnapshot<>(this, watermark, settled)
        : new EngineSnapshot<>(this, nanos, time);
  }

  @Override
  public final Stream<Version<V>> history(K key, TimeRange range, Order order) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(order, "order");
    ensureOpen();
    byte[] bytes = encoding.key(key);
    long watermark = readWatermark();
    return history(
        bytes,
        key,
        Timestamps.clamp(range.after()),
        Math.min(Timestamps.clamp(range.through()), watermark),
        watermark,
        order);
  }

  @Override
  public final Stream<Instant> times() {
    ensureOpen();
    ReadGuard guard = guard();
    long horizon = guard.horizon();
    return stream(
        new TimesIterator(
            this::ensureOpen,
            readWatermark(),
            (through, limit) ->
                guard.passed(horizon, engine.times(horizon, through, Order.DESCENDING, limit))));
  }

  @Override
  public final Stream<Instant> times(K key) {
    ensureOpen();
    byte[] bytes = encoding.key(key);
    ReadGuard guard = guard();
    long horizon = guard.horizon();
    return stream(
        new TimesIterator(
            this::ensureOpen,
            readWatermark(),
            (through, limit) ->
                guard.passed(
                    horizon, engine.times(bytes, horizon, through, Order.DESCENDING, limit))));
  }

  @Override
  public final Stream<Commit<K, V>> commits(TimeRange range, Order order) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(order, "order");
    ensureOpen();
    long through = Math.min(Timestamps.clamp(range.through()), readWatermark());
    return stream(commits(Timestamps.clamp(range.after()), through, order)).map(this::commit);
  }

  @Override
  public final Stream<Difference<K, V>> diff(Instant after, Instant through) {
    TimeRange range =
        new TimeRange(
            Objects.requireNonNull(after, "after"), Objects.requireNonNull(through, "through"));
    ensureOpen();
    long watermark = readWatermark();
    long begin = Math.min(Timestamps.clamp(range.after()), watermark);
    return stream(
        new DiffIterator<>(
            this,
            guard().at(begin),
            begin,
            Math.min(Timestamps.clamp(range.through()), watermark)));
  }

  @Override
  public final Instant watermark() {
    ensureOpen();
    return Timestamps.toInstant(readWatermark());
  }

  @Override
  public final Instant settle(Instant time) {
    Objects.requireNonNull(time, "time");
    if (time.isAfter(Timestamps.toInstant(Timestamps.LAST))) {
      throw new IllegalArgumentException(
          location + ": a time after every timestamp cannot be settled: " + time);
    }
    ensureWritable();
    CommitRequest request = CommitRequest.settle(time);
    committer.submit(request);
    return Timestamps.toInstant(request.watermark);
  }

  @Override
  public final Instant horizon() {
    ensureOpen();
    return Timestamps.toInstant(engine.retained().horizon());
  }

  @Override
  public final Maintenance<K> maintenance() {
    ensureOpen();
    return new EngineMaintenance<>(this);
  }

  @Override
  public final void close() {
    closed = true;
    engine.close();
  }

  /** Returns the location, as in messages. */
  @Override
  public final String toString() {
    return location;
  }

  /** Returns how many commits wait for the write that is under way. */
  final int waitingCommits() {
    return committer.waiting();
  }

  final void ensureOpen() {
    if (closed) {
      throw new IllegalStateException(location + " is closed");
    }
  }

  final Engine engine() {
    return engine;
  }

  final Encoding<K, V> encoding() {
    return encoding;
  }

  final Committer committer() {
    return committer;
  }

  final StoreOptions options() {
    return options;
  }

  final ReadGuard guard() {
    return new ReadGuard(location, engine);
  }

  final Optional<StoredVersion> find(K key, long asOf) {
    ensureOpen();
    return find(encoding.key(key), asOf);
  }

  final Optional<StoredVersion> find(byte[] key, long asOf) {
    if (asOf == Timestamps.LAST) {
      return engine.find(key, asOf);
    }
    return found(key, asOf).version();
  }

  /** Returns the newest version of a key as of a time that is not below the horizon, and that. */
  final EngineReader.Found found(K key, long asOf) {
    ensureOpen();
    return found(encoding.key(key), asOf);
  }

  private EngineReader.Found found(byte[] key, long asOf) {
    EngineReader.Found found = engine.findAndRetained(key, asOf);
    ReadGuard.check(location, found.retained(), asOf);
    return found;
  }

  final Optional<V> value(K key, long asOf) {
    Optional<StoredVersion> version = find(key, asOf);
    return version.isEmpty() || version.get().deletion()
        ? Optional.empty()
        : Optional.of(encoding.value(key, version.get().time(), version.get().value()));
  }

  /** Returns the versions of a key in a range, of which {@code known} is the end of knowledge. */
  final Stream<Version<V>> history(
      byte[] bytes, K key, long after, long through, long known, Order order) {
    ReadGuard guard = guard();
    long horizon = guard.after(after, through);
    return stream(
        new HistoryIterator<>(
            new PageIterator<StoredVersion, Long>(
                this::ensureOpen,
                (beyond, limit) ->
                    guard.passed(
                        horizon,
                        engine.versions(
                            bytes,
                            order == Order.ASCENDING ? beyond.orElse(after) : after,
                            order == Order.ASCENDING ? through : before(beyond, through),
                            order,
                            limit))),
            order,
            () -> {
              long[] next =
                  through < known
                      ? guard.passed(
                          horizon, engine.times(bytes, through, known, Order.ASCENDING, 1))
                      : new long[0];
              return next.length == 0
                  ? Optional.empty()
                  : Optional.of(Timestamps.toInstant(next[0]));
            },
            version ->
                version.deletion()
                    ? Optional.empty()
                    : Optional.of(encoding.value(key, version.time(), version.value()))));
  }

  final Iterator<StoredCommit> commits(long after, long through, Order order) {
    ReadGuard guard = guard();
    long begin = guard.after(after, through);
    return new ChainIterator(
        location,
        order,
        () -> engine.retained().horizon(),
        new PageIterator<StoredCommit, Long>(
            this::ensureOpen,
            (beyond, limit) -> {
              long low = order == Order.ASCENDING ? beyond.orElse(begin) : begin;
              long high = order == Order.ASCENDING ? through : before(beyond, through);
              return guard.passed(low, engine.commits(low, high, order, limit));
            }));
  }

  final Iterator<StoredEntry> entries(ByteRange range, long asOf, Order order) {
    ReadGuard guard = guard().at(asOf);
    return new PageIterator<StoredEntry, byte[]>(
        this::ensureOpen,
        (beyond, limit) ->
            guard.passed(
                asOf,
                engine.entries(
                    beyond.isPresent() ? range.beyond(beyond.get(), order) : range,
                    asOf,
                    order,
                    limit)));
  }

  static <T> Stream<T> stream(Iterator<T> iterator) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }

  private static long before(Optional<Long> beyond, long through) {
    return beyond.isPresent() ? beyond.get() - 1 : through;
  }

  private Commit<K, V> commit(StoredCommit commit) {
    return new Commit<>(
        Timestamps.toInstant(commit.time()),
        commit.changes().stream().map(change -> change(commit.time(), change)).toList(),
        commit.note().map(note -> new String(note, StandardCharsets.UTF_8)));
  }

  private Change<K, V> change(long time, StoredChange change) {
    K key = encoding.key(change.key());
    return new Change<>(
        key,
        change.deletion()
            ? Optional.empty()
            : Optional.of(encoding.value(key, time, change.value())));
  }

  final void ensureWritable() {
    ensureOpen();
    if (options.mode() == OpenMode.READ_ONLY) {
      throw new IllegalStateException(
          location + " was opened read-only; open it with another mode to write");
    }
  }

  /** Reads the watermark, which is settled from then on, here and in any other thread. */
  final long readWatermark() {
    Head head = engine.head();
    if (head.watermark() > knownWatermark) {
      knownWatermark = head.watermark();
    }
    if (head.horizon() > knownRetained.horizon()) {
      knownRetained = head.retained();
    }
    return head.watermark();
  }

  private static Optional<Instant> instant(OptionalLong time) {
    return time.isPresent()
        ? Optional.of(Timestamps.toInstant(time.getAsLong()))
        : Optional.empty();
  }
}
