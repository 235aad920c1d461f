// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.sql.SQLException;

/**
 * A store of one kind, filled with one workload. Each read decodes what it finds and returns the
 * sum that the workload knows too, so none can be skipped or wrong unnoticed.
 */
interface Contestant extends AutoCloseable {
  /** Puts one value, in a commit of its own. */
  void put(Put put) throws SQLException;

  /** Puts some values in a row, in one commit. */
  void putAll(Put[] puts) throws SQLException;

  /** Returns the stamp of the newest value. */
  long get(String key) throws SQLException;

  /** Returns the stamp of the value as of a time; 0 if there was none. */
  long getAsOf(String key, Moment time) throws SQLException;

  /** Returns the sum of the stamps of all values of the key, read newest first. */
  long history(String key) throws SQLException;

  /** Returns the sum of the fractions of the newest times, read newest first. */
  long times(int newest) throws SQLException;

  /** Returns the sum of what {@link Workload#entry} says of all keys as of a time. */
  long scan(Moment time) throws SQLException;

  /** Tells whether each put of a commit has {@link Put#ownTime a time of its own}. */
  default boolean ownTimes() {
    return false;
  }

  @Override
  void close() throws SQLException;
}
