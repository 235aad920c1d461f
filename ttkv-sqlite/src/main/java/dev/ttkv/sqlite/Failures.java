// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.StoreBusyException;
import dev.ttkv.TimeTravelStoreException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Translates what SQLite reports into exceptions that say what went wrong, where, and what to do.
 */
final class Failures {
  private Failures() {}

  /** Returns the exception for an error of SQLite in the store at {@code location}. */
  static TimeTravelStoreException of(String location, SQLException e) {
    return switch (code(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
          new StoreBusyException(
              message(location, "another process keeps it busy; nothing was written, try again", e),
              e);
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT ->
          new DamagedStoreException(
              message(location, "the file is damaged; restore the store from a backup", e), e);
      case SQLITE_ERROR, SQLITE_SCHEMA, SQLITE_MISMATCH, SQLITE_CONSTRAINT ->
          new DamagedStoreException(
              message(location, "its tables are not as they were made; restore it", e), e);
      case SQLITE_FULL -> failure(location, "no space is left; make room and try again", e);
      case SQLITE_READONLY ->
          failure(
              location,
              "SQLite may not write here, which it must even for reading (a log lies beside the"
                  + " file); make the file and its folder writable, or open a copy elsewhere",
              e);
      case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
          failure(
              location,
              "it cannot be opened; check that this user may read and write the file, the files of"
                  + " the same name with -wal and -shm, and the folder, and how many files are"
                  + " open",
              e);
      case SQLITE_IOERR -> failure(location, "the disk or file system reports an error", e);
      case SQLITE_NOMEM -> failure(location, "SQLite has no memory left", e);
      case SQLITE_TOOBIG -> failure(location, "a key, value or note is too large for SQLite", e);
      default ->
          e.getCause() == null || e instanceof SQLiteException
              ? failure(location, "SQLite reports an error", e)
              : failure(
                  location,
                  "SQLite's native library cannot be loaded; where programs in java.io.tmpdir may"
                      + " not be executed, set -Dorg.sqlite.tmpdir to a folder where they may",
                  e);
    };
  }

  /** Returns the primary result code: SQLITE_BUSY for SQLITE_BUSY_SNAPSHOT. */
  static SQLiteErrorCode code(SQLException e) {
    return e instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static TimeTravelStoreException failure(String location, String what, SQLException e) {
    return new TimeTravelStoreException(message(location, what, e), e);
  }

  private static String message(String location, String what, SQLException e) {
    return "%s: %s: %s".formatted(location, what, e.getMessage());
  }
}
