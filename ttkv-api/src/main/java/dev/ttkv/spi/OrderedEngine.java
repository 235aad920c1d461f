// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An engine over an ordered map of bytes that one process has open: with it, a backend over such a
 * map is little more than the map's four methods.
 *
 * <p>What a map cannot do, forget and be copied, is done without it, if it is opened in a place:
 * what is to be left is written into a fresh map beside it, while others read, and that map takes
 * its place. So space is given back, and no bytes are left of what was erased.
 */
public final class OrderedEngine implements Engine {
  private static final PageLimit CHECKED = new PageLimit(1024, 1 << 20);

  private final String location;
  private final StoreHeader header;
  private final Optional<StorePlace> place;
  private final ReentrantReadWriteLock guard = new ReentrantReadWriteLock();

  /** Held while the map is written to, so that nothing is half written for whoever holds it. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Held while the store is copied, and until the draft of a copy is gone. */
  private final ReentrantLock copying = new ReentrantLock();

  private volatile OrderedContents contents;
  private volatile boolean closed;
  private volatile Optional<String> unusable = Optional.empty();
  private Optional<StoreLock> lock;
  private boolean mapIsOpen = true;

  private OrderedEngine(
      CheckedBytes map, OrderedStart start, Optional<StorePlace> place, Optional<StoreLock> lock) {
    this.location = map.location();
    this.header = start.header();
    this.place = place;
    this.contents = new OrderedContents(map, start.head());
    this.lock = lock;
  }

  static OrderedEngine over(
      CheckedBytes map, OrderedStart start, StorePlace place, StoreLock lock) {
    return new OrderedEngine(map, start, Optional.of(place), Optional.of(lock));
  }

  /**
   * Makes an engine of a map, and owns the map from then on: if this throws, the map is closed.
   *
   * <p>It keeps everything for ever, since there is no place for a second map: it can neither
   * {@link #forget} nor {@link #backup}.
   *
   * @param location the store, for messages
   * @param map the map; if it is empty a store is created in it
   * @param header the header of the store to create
   * @throws FormatMismatchException if the map holds something else than a store, or one of another
   *     format
   * @throws DamagedStoreException if the store's header is damaged
   * @throws TimeTravelStoreException if it cannot be read or written
   */
  public static OrderedEngine open(String location, OrderedBytes map, StoreHeader header) {
    CheckedBytes checked = new CheckedBytes(location, map);
    return checked.orClose(
        () ->
            new OrderedEngine(
                checked,
                OrderedStart.find(checked).orElseGet(() -> OrderedStart.create(checked, header)),
                Optional.empty(),
                Optional.empty()));
  }

  /**
   * Makes an engine of a map in a file that only one process may have open (SPEC 7.5, 9.3). A store
   * is created in a file elsewhere, which is then moved into its place, so the file is there once
   * the store is, whole (SPEC 7.2). What is forgotten is left out of another such file, which then
   * takes the place of the first.
   *
   * @param location the store, for messages
   * @param file the file; looked at and locked before it is opened
   * @param mode what may be done to the file
   * @param opener opens the map in a file, creating it if it is not there
   * @param header the header of the store to create
   * @throws dev.ttkv.StoreLockedException if it is open elsewhere
   * @throws FormatMismatchException if what is there is no store, or one of another format
   * @throws DamagedStoreException if the store's header is damaged
   * @throws TimeTravelStoreException if it may not or cannot be opened or created
   */
  public static OrderedEngine open(
      String location, Path file, OpenMode mode, OrderedBytes.Opener opener, StoreHeader header) {
    return StorePlace.ofFile(location, file, opener, new StoreFileMoves()).open(mode, header);
  }

  /**
   * Makes an engine of a map that keeps a folder, which only one process may have open (SPEC 7.5,
   * 9.3). The map's folder is in that of the store, of which it is the only one to be touched by
   * the map. It is created elsewhere and then moved there, as a file is, and replaced by another
   * one when something is forgotten.
   *
   * @param location the store, for messages
   * @param folder the folder of the store; looked at and locked before the map is opened
   * @param mode what may be done to the folder
   * @param opener opens the map in a folder, creating it if the folder is empty
   * @param header the header of the store to create
   * @throws dev.ttkv.StoreLockedException if it is open elsewhere
   * @throws FormatMismatchException if what is there is no store, or one of another format
   * @throws DamagedStoreException if the store's header is damaged
   * @throws TimeTravelStoreException if it may not or cannot be opened or created
   */
  public static OrderedEngine openFolder(
      String location, Path folder, OpenMode mode, OrderedBytes.Opener opener, StoreHeader header) {
    return StorePlace.ofFolder(location, folder, opener, new StoreFileMoves()).open(mode, header);
  }

  @Override
  public StoreHeader header() {
    return header;
  }

  @Override
  public Limits limits() {
    return contents.map().limits();
  }

  @Override
  public Durability durability() {
    return contents.map().durability();
  }

  @Override
  public Head head() {
    ensureUsable();
    return contents.head();
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return reading(now -> now.find(key, asOf));
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return reading(now -> now.versions(key, after, through, order, limit));
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return reading(now -> now.entries(range, asOf, order, limit));
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return reading(now -> now.times(after, through, order, limit));
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return reading(now -> now.times(key, after, through, order, limit));
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return reading(now -> now.commits(after, through, order, limit));
  }

  @Override
  public void write(Decision decision) {
    reading(
        now -> {
          Head before = now.head();
          Append append = decision.decide(before, this);
          if (append.commits().isEmpty()
              && append.watermark() == before.watermark()
              && append.retained().isEmpty()) {
            return before;
          }
          OrderedBatch batch = new OrderedBatch();
          long lastCommit = before.lastCommit();
          for (StoredCommit commit : append.commits()) {
            commit.changes().forEach(change -> batch.version(change, commit.time()));
            batch.commit(commit);
            lastCommit = commit.time();
          }
          append.retained().ifPresent(batch::retained);
          Head after =
              new Head(append.watermark(), lastCommit, append.retained().orElse(before.retained()));
          batch.head(after);
          writeKnowingly(now.map(), batch.take(), after.watermark());
          now.publish(after);
          return after;
        });
  }

  /** Writes, and if it cannot be told whether it was written, lets nobody read on. */
  private void writeKnowingly(CheckedBytes map, List<OrderedBytes.Entry> entries, long time) {
    boolean known = false;
    writing.lock();
    try {
      map.write(entries, time);
      known = true;
    } catch (TimeTravelStoreException e) {
      known = !(e instanceof CommitOutcomeUnknownException);
      throw e;
    } finally {
      writing.unlock();
      if (!known) {
        unusable = Optional.of("a write of unknown outcome came before");
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if it was made over a map without a place
   */
  @Override
  public boolean forget(Forgetting decision) {
    StorePlace own = place();
    copying.lock();
    try {
      Head head = head();
      boolean clean = false;
      try {
        decision.decide(head, this).ifPresent(what -> forget(own, what));
      } finally {
        // an opening has to see what was moved
        clean = unusable.isEmpty() && own.clean();
      }
      return clean;
    } finally {
      copying.unlock();
    }
  }

  private void forget(StorePlace own, Forget what) {
    OrderedStart after = own.draft(map -> copy(map, what));
    guard.writeLock().lock();
    try {
      ensureUsable();
      replaceMap(own, after);
    } finally {
      guard.writeLock().unlock();
    }
  }

  private OrderedStart copy(CheckedBytes map, Forget what) {
    return OrderedCopy.write(map, header, new Survivors(location, this, what));
  }

  private void replaceMap(StorePlace own, OrderedStart after) {
    OrderedStart before = new OrderedStart(header, contents.head());
    Durability durability = durability();
    boolean usable = false;
    try {
      closeMap(); // before it is moved: it may write to its files once more, wherever they are
      try {
        own.replace();
      } catch (TimeTravelStoreException e) {
        usable = reopened(own, before, e);
        throw e;
      }
      own.sync(durability);
      open(own, after);
      usable = true;
    } finally {
      if (!usable) {
        unusable = Optional.of("its files could not be replaced");
      }
    }
  }

  private boolean reopened(StorePlace own, OrderedStart start, TimeTravelStoreException failure) {
    try {
      open(own, start);
      return true;
    } catch (TimeTravelStoreException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private void open(StorePlace own, OrderedStart start) {
    contents = new OrderedContents(own.reopen(start), start.head());
    mapIsOpen = true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if it was made over a map without a place
   */
  @Override
  public void backup(Path target) {
    StorePlace own = place();
    copying.lock();
    try {
      Forget nothing = new Forget(List.of(), head().retained());
      own.copyTo(target, map -> copy(map, nothing));
    } finally {
      copying.unlock();
    }
  }

  private StorePlace place() {
    return place.orElseThrow(
        () ->
            new UnsupportedOperationException(
                location
                    + ": it is over a map that was opened without a place of its own, so it can"
                    + " neither forget nor be backed up"));
  }

  @Override
  public void verify(Consumer<Finding> findings) {
    new OrderedCheck(
            location,
            head(),
            range -> reading(now -> now.map().page(range, Order.ASCENDING, CHECKED)),
            range -> reading(now -> isEmptyBetweenWrites(now.map(), range)),
            findings)
        .run();
  }

  private boolean isEmptyBetweenWrites(CheckedBytes map, ByteRange range) {
    writing.lock();
    try {
      return map.page(range, Order.ASCENDING, new PageLimit(1, 1)).isEmpty();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    guard.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (mapIsOpen) {
        closeMap();
      }
    } finally {
      guard.writeLock().unlock();
    }
    copying.lock(); // a copy ends at its next read, and then its draft goes
    try {
      lock.ifPresent(StoreLock::close);
    } finally {
      copying.unlock();
    }
  }

  /** Closes the map. If that fails it may still be in use, and the lock is never given back. */
  private void closeMap() {
    Optional<StoreLock> held = lock;
    lock = Optional.empty();
    mapIsOpen = false;
    contents.map().close();
    lock = held;
  }

  private <T> T reading(Function<OrderedContents, T> read) {
    guard.readLock().lock();
    try {
      ensureUsable();
      return CheckedBytes.translated(location, () -> read.apply(contents));
    } finally {
      guard.readLock().unlock();
    }
  }

  private void ensureUsable() {
    ensureOpen();
    Optional<String> why = unusable;
    if (why.isPresent()) {
      throw new TimeTravelStoreException(
          "%s: %s; open the store again".formatted(location, why.get()));
    }
  }

  private void ensureOpen() {
    if (closed) {
      throw new IllegalStateException(location + " is closed");
    }
  }
}
