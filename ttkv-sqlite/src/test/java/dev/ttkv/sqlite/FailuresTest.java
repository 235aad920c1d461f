// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.StoreBusyException;
import dev.ttkv.TimeTravelStoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailuresTest {
  @ParameterizedTest
  @EnumSource
  void of_everyCode_saysWhereAndWhat(SQLiteErrorCode code) {
    SQLException cause = new SQLiteException("[" + code + "] reason", code);

    TimeTravelStoreException failure = Failures.of("sqlite:/x.db", cause);

    assertThat(failure)
        .hasMessageStartingWith("sqlite:/x.db: ")
        .hasMessageEndingWith("[" + code + "] reason")
        .hasCause(cause);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY, try again",
    "SQLITE_BUSY_SNAPSHOT, try again",
    "SQLITE_BUSY_RECOVERY, try again",
    "SQLITE_LOCKED, try again"
  })
  void of_busy_isStoreBusy(SQLiteErrorCode code, String what) {
    assertThat(of(code)).isExactlyInstanceOf(StoreBusyException.class).hasMessageContaining(what);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_CORRUPT, backup",
    "SQLITE_CORRUPT_INDEX, backup",
    "SQLITE_NOTADB, backup",
    "SQLITE_ERROR, tables",
    "SQLITE_CONSTRAINT_PRIMARYKEY, tables"
  })
  void of_damage_isDamagedStore(SQLiteErrorCode code, String what) {
    assertThat(of(code))
        .isExactlyInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_FULL, make room",
    "SQLITE_READONLY, folder writable",
    "SQLITE_READONLY_DIRECTORY, folder writable",
    "SQLITE_CANTOPEN, and the folder",
    "SQLITE_IOERR_FSYNC, disk",
    "SQLITE_IOERR_WRITE, disk",
    "SQLITE_NOMEM, memory",
    "SQLITE_TOOBIG, too large",
    "SQLITE_MISUSE, reports an error"
  })
  void of_othersThings_saysWhatToDo(SQLiteErrorCode code, String what) {
    assertThat(of(code))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining(what);
  }

  @Test
  void of_aDriverThatCannotLoad_saysWhereItsLibraryMayBePut() {
    SQLException notLoaded = new SQLException("Error opening connection");
    notLoaded.initCause(new UnsatisfiedLinkError("noexec"));

    assertThat(Failures.of("sqlite:/x.db", notLoaded)).hasMessageContaining("org.sqlite.tmpdir");
  }

  private static TimeTravelStoreException of(SQLiteErrorCode code) {
    return Failures.of("sqlite:/x.db", new SQLiteException("reason", code));
  }
}
