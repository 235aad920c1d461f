// SPDX-License-Identifier: Apache-2.0
import dev.ttkv.spi.StoreProvider;
import dev.ttkv.sqlite.SqliteProvider;

/** ttkv over SQLite. */
module dev.ttkv.sqlite {
  requires transitive dev.ttkv;
  requires java.sql;
  requires static org.jspecify;
  requires org.xerial.sqlitejdbc;

  exports dev.ttkv.sqlite;

  provides StoreProvider with
      SqliteProvider;
}
