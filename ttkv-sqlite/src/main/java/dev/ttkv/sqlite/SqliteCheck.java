// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.Timestamps;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks for damage that the reads of a store do not run into: in the structure of the file, in
 * indexes that are out of step with their tables, and in tables that say nothing to each other.
 */
final class SqliteCheck {
  private static final int MOST_FINDINGS = 100;

  private static final String STRUCTURE = "pragma integrity_check(" + MOST_FINDINGS + ")";

  private static final String KEYS_WITHOUT_VERSIONS =
      "select k from keys where not exists (select 1 from v indexed by v_kid_ts where kid = id)"
          + " limit "
          + MOST_FINDINGS;

  private static final String LEFT_OVER =
      "select k, ts from v left join keys on id = kid where ts <= ?1"
          + " and (exists (select 1 from v as newer indexed by v_kid_ts"
          + " where newer.kid = v.kid and newer.ts > v.ts and newer.ts <= ?1)"
          + " or instr(?2, substr(rec, 1, 1)) > 0) limit "
          + MOST_FINDINGS;

  private final String location;
  private final Session session;
  private final Consumer<Finding> findings;

  SqliteCheck(String location, Session session, Consumer<Finding> findings) {
    this.location = location;
    this.session = session;
    this.findings = findings;
  }

  /** Runs all checks; one that cannot go on is a finding. */
  void run(StoreHeader header, long horizon) throws SQLException {
    check(() -> checkHeader(header));
    for (Meta meta : Meta.values()) {
      check(() -> checkMeta(meta));
    }
    check(this::checkStructure);
    check(this::checkKeys);
    check(() -> checkBelow(horizon));
  }

  private void checkHeader(StoreHeader header) throws SQLException {
    Schema.check(location, session.connection());
    if (!Schema.header(location, session.connection()).equals(header)) {
      findings.accept(Finding.of("the names of the codecs are not those that it was opened with"));
    }
  }

  private void checkMeta(Meta meta) throws SQLException {
    try (ResultSet row = session.statement("select " + meta.sql()).executeQuery()) {
      meta.decode(location, meta.kept(location, row, 1));
    }
  }

  private void checkStructure() throws SQLException {
    try (ResultSet rows = session.statement(STRUCTURE).executeQuery()) {
      while (rows.next()) {
        String line = rows.getString(1);
        if (!line.equals("ok")) {
          findings.accept(
              Finding.of("SQLite's integrity check says: " + line.strip().replace('\n', ' ')));
        }
      }
    }
  }

  private void checkKeys() throws SQLException {
    try (ResultSet rows = session.statement(KEYS_WITHOUT_VERSIONS).executeQuery()) {
      while (rows.next()) {
        findings.accept(
            new Finding(
                Optional.ofNullable(rows.getBytes(1)),
                Optional.empty(),
                "all of its versions are missing"));
      }
    }
  }

  private void checkBelow(long horizon) throws SQLException {
    PreparedStatement select = session.statement(LEFT_OVER);
    select.setLong(1, horizon);
    select.setBytes(2, Flags.DELETIONS);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        findings.accept(
            new Finding(
                Optional.ofNullable(rows.getBytes(1)),
                Optional.of(Timestamps.toInstant(rows.getLong(2))),
                "it was trimmed, and is there still"));
      }
    }
  }

  @FunctionalInterface
  private interface Check {
    void run() throws SQLException;
  }

  private void check(Check check) throws SQLException {
    try {
      check.run();
    } catch (TimeTravelStoreException e) {
      findings.accept(Finding.of(message(e)));
    } catch (SQLException e) {
      session.forgetStatements();
      TimeTravelStoreException translated = Failures.of(location, e);
      if (!(translated instanceof DamagedStoreException)) {
        throw e;
      }
      findings.accept(Finding.of(message(translated)));
    }
  }

  private String message(TimeTravelStoreException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(location + ": ") ? message.substring(location.length() + 2) : message;
  }
}
