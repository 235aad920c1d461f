// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.Timestamps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a store, and the marks by which it is known.
 *
 * <p>{@code v} holds the versions in the order in which they were made, so that writing appends to
 * it, and {@code v_kid_ts} finds those of one key; each is kept under a {@link
 * dev.ttkv.spi.VersionRecord}. Keys are written once, in {@code keys}. {@code meta} holds the names
 * of the codecs, and what {@link Meta} says. The index comes last, where SQLite puts it when it
 * writes the file anew.
 */
final class Schema {
  /** Marks the databases of ttkv: 'ttkv' in ASCII. */
  static final int APPLICATION_ID = 0x74746B76;

  static final int FORMAT = 1;

  private static final String KEY_CODEC = "key codec";
  private static final String VALUE_CODEC = "value codec";

  private static final List<String> OBJECTS =
      List.of(
          "CREATE TABLE keys(id integer primary key autoincrement, k blob not null unique) strict",
          "CREATE TABLE v(ts integer not null, kid integer not null, rec blob not null,"
              + " primary key(ts, kid)) strict, without rowid",
          "CREATE TABLE meta(name text primary key, value any not null) strict, without rowid",
          "CREATE INDEX v_kid_ts on v(kid, ts)");

  private Schema() {}

  /** Makes an empty store in a new database. */
  static void create(Connection connection, StoreHeader header) throws SQLException {
    Connector.execute(
        connection,
        "pragma auto_vacuum = incremental",
        "begin immediate",
        "pragma application_id = " + APPLICATION_ID,
        "pragma user_version = " + FORMAT);
    Connector.execute(connection, OBJECTS.toArray(String[]::new));
    try (PreparedStatement insert = connection.prepareStatement("insert into meta values (?, ?)")) {
      insert.setString(1, KEY_CODEC);
      insert.setString(2, header.keyCodec());
      insert.executeUpdate();
      insert.setString(1, VALUE_CODEC);
      insert.setString(2, header.valueCodec());
      insert.executeUpdate();
      insert(insert, Meta.SETTLED, Meta.SETTLED.encode(Timestamps.NONE));
      insert(insert, Meta.RETAINED, Meta.RETAINED.encode(Retained.ALL.encode()));
      insert(insert, Meta.ERASED, Meta.ERASED.encode(0));
      insert(insert, Meta.CLEANED, Meta.CLEANED.encode(0));
    }
    // the log comes last, so that nothing is left to do at closing, where SQLite hides failures
    Connector.execute(connection, "commit");
    Connector.useLog(connection);
  }

  private static void insert(PreparedStatement insert, Meta meta, byte[] encoded)
      throws SQLException {
    insert.setString(1, meta.row());
    insert.setBytes(2, encoded);
    insert.executeUpdate();
  }

  /**
   * Checks that a database is a store, of this format.
   *
   * @throws FormatMismatchException if it is another program's, or of another format
   * @throws DamagedStoreException if it is a store, but its tables are not those of one
   */
  static void check(String location, Connection connection) throws SQLException {
    checkMarks(location, connection);
    checkObjects(location, connection);
  }

  /**
   * Checks the marks of a database, which are on its first page and never change.
   *
   * @throws FormatMismatchException if it is another program's, or of another format
   */
  static void checkMarks(String location, Connection connection) throws SQLException {
    int application = (int) number(connection, "pragma application_id");
    if (application != APPLICATION_ID) {
      throw new FormatMismatchException(
          "%s is a database of another program (its application id is %d, not %d); choose another path"
              .formatted(location, application, APPLICATION_ID));
    }
    long format = number(connection, "pragma user_version");
    if (format != FORMAT) {
      throw new FormatMismatchException(
          "%s has the format %d, and this version of ttkv reads %d; open it with the version that wrote it, or a newer one"
              .formatted(location, format, FORMAT));
    }
  }

  private static void checkObjects(String location, Connection connection) throws SQLException {
    List<String> objects = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select sql from sqlite_schema where name not like 'sqlite@_%' escape '@'"
                    + " order by rowid")) {
      while (rows.next()) {
        objects.add(String.valueOf(rows.getString(1)));
      }
    }
    if (!objects.equals(OBJECTS)) {
      throw new DamagedStoreException(
          "%s: its tables were changed, they are %s; restore the store from a backup"
              .formatted(location, objects));
    }
  }

  /** Reads the header of a store. */
  static StoreHeader header(String location, Connection connection) throws SQLException {
    return new StoreHeader(
        text(location, connection, KEY_CODEC), text(location, connection, VALUE_CODEC));
  }

  private static String text(String location, Connection connection, String name)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select value from meta where name = ?")) {
      select.setString(1, name);
      try (ResultSet rows = select.executeQuery()) {
        String value = rows.next() ? rows.getString(1) : null;
        if (value == null) {
          throw Columns.missing(location, "the name of its " + name);
        }
        return value;
      }
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
