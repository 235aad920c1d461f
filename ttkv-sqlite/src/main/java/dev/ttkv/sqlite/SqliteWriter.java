// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static java.lang.System.Logger.Level.WARNING;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.StoreBusyException;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine.Append;
import dev.ttkv.spi.Engine.Decision;
import dev.ttkv.spi.Engine.Forget;
import dev.ttkv.spi.Engine.Forgetting;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.sqlite.SQLiteErrorCode;

/**
 * Writes over one session, by one thread at a time.
 *
 * <p>A write is one transaction that has SQLite's write lock from its beginning, so that nothing
 * changes between what the decision reads and the commit, in this process or another.
 */
final class SqliteWriter {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");

  /** How long those who read what is forgotten are waited for at most. */
  private static final Duration FOR_READERS = Duration.ofSeconds(1);

  private final String location;
  private final Duration busyWait;
  private final Session session;
  private final SqliteReader reader;
  private final Appender appender;
  private final Forgetter forgetter;
  private final Reclaimer reclaimer;
  private final LogKeeper logKeeper;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closing;
  private volatile boolean broken;

  SqliteWriter(String location, Duration busyWait, Session session, LogKeeper logKeeper) {
    this.location = location;
    this.busyWait = busyWait;
    this.session = session;
    this.reader = new SqliteReader(location, session);
    this.appender = new Appender(session);
    this.forgetter = new Forgetter(location, session);
    this.logKeeper = logKeeper;
    Duration patience = busyWait.compareTo(FOR_READERS) < 0 ? busyWait : FOR_READERS;
    this.reclaimer = new Reclaimer(location, session, logKeeper, patience, () -> closing);
  }

  void write(Decision decision) {
    lock.lock();
    try {
      Optional<Instant> written = transact(() -> append(decision), this::unknown);
      if (written.isPresent()) {
        logKeeper.check();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what is decided; tells whether no file has bytes of what was erased. */
  boolean forget(Forgetting decision) {
    lock.lock();
    try {
      Optional<Forget> forgotten =
          transact(() -> forgotten(decision), (what, e) -> unknownForgetting(e));
      boolean erased = reclaimer.eraseBytes();
      boolean trimmed = forgotten.isPresent() && forgotten.get().keys().isEmpty();
      if (trimmed || (forgotten.isEmpty() && reclaimer.hasFreePages())) {
        reclaimer.shrink();
      }
      return erased;
    } catch (SQLException e) {
      throw new TimeTravelStoreException(
          "%s: it is forgotten, but the file could not be written anew without it; what was erased is removed from it when the store is opened again: %s"
              .formatted(location, e.getMessage()),
          e);
    } finally {
      lock.unlock();
    }
  }

  /** Removes what was erased before from the files, if that is still to be done. */
  void finishErasing() {
    try {
      if (!reclaimer.eraseBytes()) {
        LOG.log(
            WARNING, "{0}: others still read what was erased; it is left in the file", location);
      }
    } catch (SQLException e) {
      LOG.log(WARNING, location + ": what was erased is still in the file", e);
    }
  }

  private interface Work<T> {
    /** Does it; empty if there was nothing to do. */
    Optional<T> run() throws SQLException;
  }

  private <T> Optional<T> transact(
      Work<T> work, BiFunction<T, SQLException, TimeTravelStoreException> unknown) {
    begin();
    Optional<T> done = Optional.empty();
    try {
      done = work.run();
    } catch (SQLException e) {
      session.forgetStatements();
      throw Failures.of(location, e);
    } finally {
      if (done.isEmpty()) {
        rollback();
      }
    }
    if (done.isPresent()) {
      T what = done.get();
      commit(e -> unknown.apply(what, e));
    }
    return done;
  }

  /**
   * Refuses once a commit has failed in a way that leaves open what is on the disk, since what
   * SQLite says from then on rests on less.
   */
  void ensureSure() {
    if (broken) {
      throw new TimeTravelStoreException(
          location
              + ": a commit of unknown outcome came before; close the store and open it again");
    }
  }

  /** Closes the connection, after the write that is under way, which no longer waits for others. */
  void close() {
    boolean first = !closing;
    closing = true;
    lock.lock();
    try {
      if (first && !broken) {
        logKeeper.empty();
      }
      reader.close();
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    long start = System.nanoTime();
    while (true) {
      if (closing) {
        throw new IllegalStateException(location + " is closed");
      }
      ensureSure();
      try {
        session.statement("begin immediate").execute();
        return;
      } catch (SQLException e) {
        session.forgetStatements();
        if (Failures.code(e) != SQLiteErrorCode.SQLITE_BUSY) {
          throw Failures.of(location, e);
        }
        if (System.nanoTime() - start >= busyWait.toNanos()) {
          throw new StoreBusyException(
              "%s: another process kept it busy for longer than %s; nothing was written, try again"
                  .formatted(location, busyWait),
              e);
        }
      }
    }
  }

  /** Inserts what is decided, and returns the time of the last commit; empty if it is nothing. */
  private Optional<Instant> append(Decision decision) throws SQLException {
    Head head = head();
    Append append = decided(decision.decide(head, reader));
    List<StoredCommit> commits = append.commits();
    long last = commits.isEmpty() ? head.watermark() : commits.get(commits.size() - 1).time();
    boolean settled = append.watermark() > last;
    if (commits.isEmpty() && !settled && append.retained().isEmpty()) {
      return Optional.empty();
    }
    appender.append(commits);
    if (settled) {
      appender.settle(append.watermark());
    }
    if (append.retained().isPresent()) {
      appender.retain(append.retained().get());
    }
    return Optional.of(Timestamps.toInstant(commits.isEmpty() ? append.watermark() : last));
  }

  private Optional<Forget> forgotten(Forgetting decision) throws SQLException {
    Head head = head();
    Optional<Forget> what = decided(decision.decide(head, reader));
    if (what.isPresent()) {
      forgetter.forget(head, what.get());
    }
    return what;
  }

  private Head head() {
    reader.takeFailure();
    return reader.head();
  }

  /**
   * The decision may go on after a read that failed, but the transaction may not: it may be over.
   */
  private <T> T decided(T decision) {
    Optional<TimeTravelStoreException> failure = reader.takeFailure();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return decision;
  }

  private void commit(Function<SQLException, TimeTravelStoreException> unknown) {
    try {
      session.statement("commit").execute();
    } catch (SQLException e) {
      session.forgetStatements();
      rollback();
      switch (Failures.code(e)) {
        case SQLITE_FULL, SQLITE_BUSY -> throw Failures.of(location, e);
        default -> {
          broken = true;
          throw unknown.apply(e);
        }
      }
    }
  }

  private TimeTravelStoreException unknown(Instant time, SQLException e) {
    return new CommitOutcomeUnknownException(
        "%s: it is unknown whether the commit at %s was written; close the store, open it again, and read as of that time: %s"
            .formatted(location, time, e.getMessage()),
        time,
        e);
  }

  private TimeTravelStoreException unknownForgetting(SQLException e) {
    return new TimeTravelStoreException(
        "%s: it is unknown whether it was forgotten; close the store, open it again, and look: %s"
            .formatted(location, e.getMessage()),
        e);
  }

  private void rollback() {
    try {
      session.statement("rollback").execute();
    } catch (SQLException e) {
      session.forgetStatements();
      // SQLite has rolled back by itself where it says that there is no transaction
      broken |= Failures.code(e) != SQLiteErrorCode.SQLITE_ERROR;
    }
  }
}
