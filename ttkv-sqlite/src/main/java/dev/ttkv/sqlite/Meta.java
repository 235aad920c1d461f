// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.spi.VersionRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What a store knows beside its versions: each in a row of {@code meta}, under a checksum. */
enum Meta {
  /** The time up to which it was settled without a commit. */
  SETTLED("settled", "its watermark"),

  /** What it knows of its forgetting: a {@link dev.ttkv.spi.Retained}. */
  RETAINED("retained", "its horizon"),

  /** How often keys were erased. */
  ERASED("erased", "the number of its erasures"),

  /** The number of erasures up to which no file has bytes of what was erased any more. */
  CLEANED("cleaned", "the number of its erasures that are complete");

  private static final String UPDATE = "update meta set value = ? where name = ?";

  private final String row;
  private final String what;

  Meta(String row, String what) {
    this.row = row;
    this.what = what;
  }

  /** The name of the row. */
  String row() {
    return row;
  }

  /** Returns the expression that reads it. */
  String sql() {
    return "(select value from meta where name = '" + row + "')";
  }

  byte[] encode(byte[] bytes) {
    return new VersionRecord(false, bytes, Optional.empty()).encode(key(), 0);
  }

  byte[] encode(long number) {
    return encode(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /**
   * Returns the bytes that are kept in a column.
   *
   * @throws DamagedStoreException if they are missing
   */
  byte[] kept(String location, ResultSet row, int column) throws SQLException {
    return Columns.bytes(location, row, column, what);
  }

  /**
   * Returns what was encoded.
   *
   * @throws DamagedStoreException if the bytes are not what was kept
   */
  byte[] decode(String location, byte[] kept) {
    try {
      return VersionRecord.decode(location, key(), 0, kept).value();
    } catch (DamagedStoreException e) {
      throw damaged(location, e);
    }
  }

  /**
   * Returns the number in a column.
   *
   * @throws DamagedStoreException if it is missing or damaged
   */
  long number(String location, ResultSet row, int column) throws SQLException {
    return ByteBuffer.wrap(decode(location, kept(location, row, column))).getLong();
  }

  /** Keeps other bytes from now on. */
  void update(Session session, byte[] encoded) throws SQLException {
    PreparedStatement update = session.statement(UPDATE);
    update.setBytes(1, encoded);
    update.setString(2, row);
    update.executeUpdate();
  }

  private byte[] key() {
    return row.getBytes(StandardCharsets.US_ASCII);
  }

  private DamagedStoreException damaged(String location, DamagedStoreException cause) {
    return new DamagedStoreException(
        "%s: %s is damaged; restore the store from a backup".formatted(location, what), cause);
  }
}
