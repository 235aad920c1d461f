// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.spi.Engine.Forget;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Timestamps;
import dev.ttkv.spi.VersionRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Removes what is to be forgotten over one session, within the transaction that is open on it.
 *
 * <p>What is left of a key at the horizon stays where it is, in {@code v}, and belongs to no commit
 * any more: it may carry the head of one, which then says nothing. Commits that keep some of their
 * versions get a new head, on another version if need be, and those that follow one that is gone
 * are linked to the one before it.
 */
final class Forgetter {
  /** What only the transaction needs: ids of erased keys, and times of commits. */
  private static final List<String> TABLES =
      List.of(
          "create temp table if not exists erased(kid integer primary key)",
          "create temp table if not exists touched(ts integer primary key, erased integer)",
          "create temp table if not exists unlinked(ts integer primary key)");

  private static final List<String> CLEAR =
      List.of("delete from temp.erased", "delete from temp.touched", "delete from temp.unlinked");

  private static final String IS_ERASED = "(select kid from temp.erased)";

  private static final String DELETE_TRIMMED =
      "delete from v where ts <= ?1 and (exists (select 1 from v as newer indexed by v_kid_ts"
          + " where newer.kid = v.kid and newer.ts > v.ts and newer.ts <= ?1)"
          + " or instr(?2, substr(rec, 1, 1)) > 0)";

  private static final String DELETE_KEYS =
      "delete from keys where not exists (select 1 from v indexed by v_kid_ts where kid = id)";

  private static final String NOTES_OF_THE_BASELINE =
      "select v.ts, kid, k, rec, 0, 0, 0 from v left join keys on id = kid"
          + " where v.ts > ?1 and v.ts <= ?3 and instr(?2, substr(rec, 1, 1)) > 0 order by v.ts";

  private static final String ERASE_KEY =
      "insert or ignore into temp.erased select id from keys where k = ?";

  private static final String TOUCH =
      "insert into temp.touched select ts, count(*) from v indexed by v_kid_ts where kid in "
          + IS_ERASED
          + " and ts > ? group by ts";

  private static final String HEADS_OF_TOUCHED =
      "select t.ts, h.kid, k, h.rec, t.erased, h.kid in "
          + IS_ERASED
          + ", ifnull((select max(ts) from v where ts < t.ts and ts > ?3), "
          + Timestamps.NONE
          + ") from temp.touched as t cross join v as h on h.ts = t.ts"
          + " left join keys on id = h.kid"
          + " where t.ts > ?1 and instr(?2, substr(h.rec, 1, 1)) > 0 order by t.ts";

  private static final String LEFT_OF_COMMIT =
      "select v.ts, kid, k, rec, 0, 0, 0 from v not indexed left join keys on id = kid"
          + " where v.ts = ? and kid not in "
          + IS_ERASED
          + " limit 1";

  private static final String ERASE_VERSIONS = "delete from v where kid in " + IS_ERASED;
  private static final String ERASE_KEYS = "delete from keys where id in " + IS_ERASED;

  private static final String UNLINK_BEHIND_ERASED =
      "insert or ignore into temp.unlinked select behind from (select"
          + " (select min(ts) from v where ts > t.ts) as behind from temp.touched as t"
          + " where not exists (select 1 from v where ts = t.ts)) where behind is not null";

  private static final String UNLINK_FIRST =
      "insert or ignore into temp.unlinked select oldest from"
          + " (select min(ts) as oldest from v where ts > ?) where oldest is not null";

  private static final String HEADS_OF_UNLINKED =
      "select ts, kid, k, rec, now, 0,"
          + " max(now, ifnull((select max(ts) from temp.touched where ts < found.ts), now)) from"
          + " (select u.ts, h.kid, h.rec,"
          + " ifnull((select max(ts) from v where ts < u.ts and ts > ?3), "
          + Timestamps.NONE
          + ") as now from temp.unlinked as u cross join v as h on h.ts = u.ts"
          + " where u.ts > ?1 and instr(?2, substr(h.rec, 1, 1)) > 0) as found"
          + " left join keys on id = kid order by ts";

  private static final String COUNT_TOUCHED = "select count(*) from temp.touched";
  private static final String COUNT_UNLINKED = "select count(*) from temp.unlinked";

  private static final String SELECT_ERASED = "select " + Meta.ERASED.sql();

  private final String location;
  private final Session session;
  private final Rewriter rewriter;

  Forgetter(String location, Session session) {
    this.location = location;
    this.session = session;
    this.rewriter = new Rewriter(location, session);
  }

  /** Forgets it, where the store is at {@code before}. */
  void forget(Head before, Forget what) throws SQLException {
    long horizon = what.retained().horizon();
    run(TABLES);
    if (horizon > before.horizon()) {
      trim(horizon);
    }
    if (!what.keys().isEmpty()) {
      erase(what.keys(), horizon);
    }
    link(horizon);
    run(CLEAR);
    // the newest commit, which the watermark was, may be gone
    Meta.SETTLED.update(session, Meta.SETTLED.encode(before.watermark()));
    Meta.RETAINED.update(session, Meta.RETAINED.encode(what.retained().encode()));
  }

  private void trim(long horizon) throws SQLException {
    PreparedStatement delete = session.statement(DELETE_TRIMMED);
    delete.setLong(1, horizon);
    delete.setBytes(2, Flags.DELETIONS);
    delete.executeUpdate();
    session.statement(DELETE_KEYS).executeUpdate();
    rewriter.forEach(
        NOTES_OF_THE_BASELINE,
        Flags.NOTES,
        horizon,
        found -> rewriter.rewrite(found, Optional.empty()));
    execute(UNLINK_FIRST, horizon);
  }

  private void erase(List<byte[]> keys, long horizon) throws SQLException {
    PreparedStatement eraseKey = session.statement(ERASE_KEY);
    for (byte[] key : keys) {
      eraseKey.setBytes(1, key);
      eraseKey.executeUpdate();
    }
    execute(TOUCH, horizon);
    long found =
        rewriter.forEach(
            HEADS_OF_TOUCHED,
            Flags.HEADS,
            horizon,
            carrier -> {
              checkChain(carrier, horizon);
              takeFromCommit(carrier);
            });
    requireAll(COUNT_TOUCHED, found);
    session.statement(ERASE_VERSIONS).executeUpdate();
    session.statement(ERASE_KEYS).executeUpdate();
    session.statement(UNLINK_BEHIND_ERASED).executeUpdate();
    Meta.ERASED.update(session, Meta.ERASED.encode(number(Meta.ERASED, SELECT_ERASED) + 1));
  }

  /** Gives what is left of a commit, if anything is, the head for that, without the note. */
  private void takeFromCommit(Rewriter.Found carrier) throws SQLException {
    VersionRecord.Head head = carrier.version().head().orElseThrow();
    long left = head.changes() - carrier.number();
    if (left > 0) {
      rewriter.rewrite(
          carrier.marked() ? otherOf(carrier.time()) : carrier,
          Optional.of(new VersionRecord.Head(head.previous(), (int) left, Optional.empty())));
    }
  }

  private Rewriter.Found otherOf(long time) throws SQLException {
    PreparedStatement select = session.statement(LEFT_OF_COMMIT);
    select.setLong(1, time);
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        throw new DamagedStoreException(
            "%s: versions of the commit at %s are missing; restore the store from a backup"
                .formatted(location, Timestamps.toInstant(time)));
      }
      return rewriter.found(rows);
    }
  }

  /** Notices a commit that is missing, for it could not be noticed once others are linked anew. */
  private void checkChain(Rewriter.Found carrier, long horizon) {
    long previous = carrier.version().head().orElseThrow().previous();
    if (previous != carrier.before()
        && (carrier.before() != Timestamps.NONE || previous > horizon)) {
      throw new DamagedStoreException(
          "%s: the commit at %s is missing; restore the store from a backup"
              .formatted(location, Timestamps.toInstant(previous)));
    }
  }

  /** Links the commits whose neighbour is gone to the one that is before them now. */
  private void link(long horizon) throws SQLException {
    long found =
        rewriter.forEach(
            HEADS_OF_UNLINKED,
            Flags.HEADS,
            horizon,
            carrier -> {
              checkChain(carrier, horizon);
              VersionRecord.Head head = carrier.version().head().orElseThrow();
              rewriter.rewrite(
                  carrier,
                  Optional.of(
                      new VersionRecord.Head(carrier.number(), head.changes(), head.note())));
            });
    requireAll(COUNT_UNLINKED, found);
  }

  private void requireAll(String count, long found) throws SQLException {
    try (ResultSet row = session.statement(count).executeQuery()) {
      if (row.getLong(1) != found) {
        throw new DamagedStoreException(
            location + ": versions of commits are missing; restore the store from a backup");
      }
    }
  }

  private long number(Meta meta, String sql) throws SQLException {
    try (ResultSet row = session.statement(sql).executeQuery()) {
      return meta.number(location, row, 1);
    }
  }

  private void run(List<String> statements) throws SQLException {
    for (String sql : statements) {
      session.statement(sql).executeUpdate();
    }
  }

  private void execute(String sql, long horizon) throws SQLException {
    PreparedStatement statement = session.statement(sql);
    statement.setLong(1, horizon);
    statement.executeUpdate();
  }
}
