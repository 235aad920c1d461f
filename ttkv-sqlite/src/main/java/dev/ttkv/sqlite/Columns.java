// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.spi.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads columns that a store never leaves without a value. SQLite enforces that when it writes, not
 * when it reads: a changed bit can make a null of any value.
 */
final class Columns {
  private Columns() {}

  /**
   * Returns the bytes in a column.
   *
   * @param what what they are, for the message
   * @throws DamagedStoreException if there are none
   */
  static byte[] bytes(String location, ResultSet row, int column, String what) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      throw missing(location, what);
    }
    return bytes;
  }

  /** Returns the exception for something that is not there. */
  static DamagedStoreException missing(String location, String what) {
    return new DamagedStoreException(
        "%s: %s is missing; restore the store from a backup".formatted(location, what));
  }

  /** Returns a time that SQLite found in a range, where a tree that is out of order has others. */
  static long within(String location, long after, long through, long time) {
    if (time <= after || time > through) {
      throw new DamagedStoreException(
          "%s: what was to be found after %s and not after %s is a version at %s; restore the store from a backup"
              .formatted(
                  location,
                  Timestamps.toInstant(after),
                  Timestamps.toInstant(through),
                  Timestamps.toInstant(time)));
    }
    return time;
  }
}
