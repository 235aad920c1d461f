// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.EngineReader;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import dev.ttkv.spi.VersionRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads over one session, by one thread at a time.
 *
 * <p>A read is one statement, so it sees one state of the database, in which every commit is whole.
 * The statement is stepped as far as the page goes and reset, so nothing stays open.
 */
final class SqliteReader implements EngineReader {
  private static final String HEAD =
      "select ifnull((select max(ts) from v), "
          + Timestamps.NONE
          + "), "
          + Meta.SETTLED.sql()
          + ", "
          + Meta.RETAINED.sql();

  private static final String RETAINED = "select " + Meta.RETAINED.sql();

  private static final String OF_KEY =
      " from v indexed by v_kid_ts where kid = (select id from keys where k = ?1)";

  private static final String FIND =
      "select ts, rec, " + Meta.RETAINED.sql() + OF_KEY + " and ts <= ?2 order by ts desc limit 1";

  private static final String FIND_NEWEST = "select ts, rec" + OF_KEY + " order by ts desc limit 1";

  private static final InOrder VERSIONS =
      InOrder.of("select ts, rec" + OF_KEY + " and ts > ?2 and ts <= ?3 order by ts");

  private static final InOrder TIMES_OF_KEY =
      InOrder.of("select ts" + OF_KEY + " and ts > ?2 and ts <= ?3 order by ts");

  private static final InOrder COMMITS =
      InOrder.of(
          "select v.ts, k, rec, "
              + Meta.RETAINED.sql()
              + " from v not indexed left join keys on id = kid"
              + " where v.ts > ?1 and v.ts <= ?2 order by v.ts");

  /** Seeks in the versions of each key, so that the cost does not grow with their number. */
  private static final String VALUES =
      "select k, v.ts, v.rec from keys left join v on v.kid = id and v.ts ="
          + " (select max(ts) from v as x indexed by v_kid_ts where x.kid = id and x.ts <= ?1)"
          + " where k >= ?2";

  private static final InOrder ENTRIES = InOrder.of(VALUES + " and k < ?3 order by k");
  private static final InOrder ENTRIES_TO_END = InOrder.of(VALUES + " order by k");

  @FunctionalInterface
  private interface Query<T> {
    T run() throws SQLException;
  }

  private final String location;
  private final Session session;
  private final TimesWalker walker;
  private Optional<TimeTravelStoreException> failure = Optional.empty();
  private Retained retained = Retained.ALL;
  private byte[] keptRetained = Meta.RETAINED.encode(retained.encode());

  SqliteReader(String location, Session session) {
    this.location = location;
    this.session = session;
    this.walker = new TimesWalker(location, session);
  }

  @Override
  public Head head() {
    return query(
        () -> {
          try (ResultSet row = session.statement(HEAD).executeQuery()) {
            long newest = row.getLong(1);
            long settled = Meta.SETTLED.number(location, row, 2);
            Retained retained = retained(row, 3);
            return new Head(
                Math.max(newest, settled),
                newest > retained.horizon() ? newest : Timestamps.NONE,
                retained);
          }
        });
  }

  @Override
  public Retained retained() {
    return query(
        () -> {
          try (ResultSet row = session.statement(RETAINED).executeQuery()) {
            return retained(row, 1);
          }
        });
  }

  private Retained retained(ResultSet row, int column) throws SQLException {
    byte[] kept = Meta.RETAINED.kept(location, row, column);
    if (!Arrays.equals(kept, keptRetained)) {
      retained = Retained.decode(location, Meta.RETAINED.decode(location, kept));
      keptRetained = kept;
    }
    return retained;
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return asOf == Timestamps.LAST ? newest(key) : findAndRetained(key, asOf).version();
  }

  private Optional<StoredVersion> newest(byte[] key) {
    return query(
        () -> {
          PreparedStatement select = session.statement(FIND_NEWEST);
          select.setBytes(1, key);
          try (ResultSet rows = select.executeQuery()) {
            return rows.next()
                ? Optional.of(version(key, rows, Timestamps.NONE, Timestamps.LAST))
                : Optional.empty();
          }
        });
  }

  @Override
  public Found findAndRetained(byte[] key, long asOf) {
    return query(
        () -> {
          PreparedStatement select = session.statement(FIND);
          select.setBytes(1, key);
          select.setLong(2, asOf);
          try (ResultSet rows = select.executeQuery()) {
            if (rows.next()) {
              StoredVersion version = version(key, rows, Timestamps.NONE, asOf);
              return new Found(Optional.of(version), retained(rows, 3));
            }
          }
          return new Found(Optional.empty(), retained());
        });
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return query(
        () -> {
          List<StoredVersion> versions = new ArrayList<>();
          long bytes = 0;
          PreparedStatement select = session.statement(VERSIONS.in(order));
          select.setBytes(1, key);
          select.setLong(2, after);
          select.setLong(3, through);
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              StoredVersion version = version(key, rows, after, through);
              versions.add(version);
              bytes += version.value().length;
              if (versions.size() >= limit.items() || bytes >= limit.bytes()) {
                return new Page<>(versions, Optional.of(version.time()));
              }
            }
          }
          return Page.last(versions);
        });
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return query(
        () -> {
          List<StoredEntry> entries = new ArrayList<>();
          int passedOver = 0;
          long bytes = 0;
          try (ResultSet rows = select(range, asOf, order).executeQuery()) {
            while (rows.next()) {
              byte[] key = Columns.bytes(location, rows, 1, "a key");
              Optional<StoredEntry> entry = entry(key, rows, asOf);
              if (entry.isPresent()) {
                entries.add(entry.get());
                bytes += key.length + entry.get().value().length;
              } else {
                passedOver++;
              }
              if (Math.max(entries.size(), passedOver) >= limit.items() || bytes >= limit.bytes()) {
                return new Page<>(entries, Optional.of(key));
              }
            }
          }
          return Page.last(entries);
        });
  }

  private PreparedStatement select(ByteRange range, long asOf, Order order) throws SQLException {
    PreparedStatement select =
        session.statement((range.to().isPresent() ? ENTRIES : ENTRIES_TO_END).in(order));
    select.setLong(1, asOf);
    select.setBytes(2, range.from());
    if (range.to().isPresent()) {
      select.setBytes(3, range.to().get());
    }
    return select;
  }

  private Optional<StoredEntry> entry(byte[] key, ResultSet rows, long asOf) throws SQLException {
    long found = rows.getLong(2);
    if (rows.wasNull()) {
      return Optional.empty();
    }
    long time = Columns.within(location, Timestamps.NONE, asOf, found);
    byte[] record = Columns.bytes(location, rows, 3, "a version");
    VersionRecord version = VersionRecord.decode(location, key, time, record);
    return version.deletion()
        ? Optional.empty()
        : Optional.of(new StoredEntry(key, time, version.value()));
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return query(
        () -> {
          TimeList times = new TimeList(limit);
          // several statements see several states, of which the first one counts
          Head head = head();
          walker.collect(
              times, Math.max(after, head.horizon()), Math.min(through, head.lastCommit()), order);
          return times.toArray();
        });
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return query(
        () -> {
          TimeList times = new TimeList(limit);
          PreparedStatement select = session.statement(TIMES_OF_KEY.in(order));
          select.setBytes(1, key);
          select.setLong(2, after);
          select.setLong(3, through);
          try (ResultSet rows = select.executeQuery()) {
            while (!times.isFull() && rows.next()) {
              times.addNew(Columns.within(location, after, through, rows.getLong(1)));
            }
          }
          return times.toArray();
        });
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return query(
        () -> {
          long low = after;
          while (true) {
            CommitPage page = new CommitPage(location, low, order, limit);
            PreparedStatement select = session.statement(COMMITS.in(order));
            select.setLong(1, low);
            select.setLong(2, through);
            try (ResultSet rows = select.executeQuery()) {
              if (!rows.next()) {
                return page.last();
              }
              long horizon = retained(rows, 4).horizon();
              if (horizon <= low) {
                return commits(page, rows, low, through);
              }
              low = horizon; // what lies below belongs to no commit
            }
          }
        });
  }

  private Page<StoredCommit, Long> commits(
      CommitPage page, ResultSet rows, long after, long through) throws SQLException {
    do {
      long time = Columns.within(location, after, through, rows.getLong(1));
      if (page.isFullBefore(time)) {
        return page.toBeContinued();
      }
      byte[] key = rows.getBytes(2);
      if (key == null) {
        throw new DamagedStoreException(
            "%s: a key of the commit at %s is missing; restore the store from a backup"
                .formatted(location, Timestamps.toInstant(time)));
      }
      byte[] record = Columns.bytes(location, rows, 3, "a version");
      page.add(time, key, VersionRecord.decode(location, key, time, record));
    } while (rows.next());
    return page.last();
  }

  /** Looks for damage that the reads do not run into. */
  void check(StoreHeader header, Consumer<Finding> findings) {
    query(
        () -> {
          new SqliteCheck(location, session, findings).run(header, retained().horizon());
          return true;
        });
  }

  /** Returns the last error of SQLite that a read ended with since this was asked before. */
  Optional<TimeTravelStoreException> takeFailure() {
    Optional<TimeTravelStoreException> taken = failure;
    failure = Optional.empty();
    return taken;
  }

  /** Closes the connection. */
  void close() {
    try {
      session.close();
    } catch (SQLException e) {
      throw Failures.of(location, e);
    }
  }

  private StoredVersion version(byte[] key, ResultSet rows, long after, long through)
      throws SQLException {
    long time = Columns.within(location, after, through, rows.getLong(1));
    byte[] record = Columns.bytes(location, rows, 2, "a version");
    return VersionRecord.decode(location, key, time, record).at(time);
  }

  private <T> T query(Query<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      session.forgetStatements();
      TimeTravelStoreException translated = Failures.of(location, e);
      failure = Optional.of(translated);
      throw translated;
    }
  }
}
