// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Order;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Collects times of commits: walks over their versions, and where a commit has many of them seeks
 * the next ones instead.
 */
final class TimesWalker {
  private static final InOrder WALK =
      InOrder.of("select ts from v not indexed where ts > ?1 and ts <= ?2 order by ts");

  /** Seeks one time after the other, so that the cost does not grow with the size of commits. */
  private static final InOrder SEEK =
      new InOrder(seeks("min", "ts > t and ts <= ?2"), seeks("max", "ts > ?1 and ts < t"));

  /** As many steps over versions of one commit cost about as much as a seek. */
  private static final int MOST_STEPS = 24;

  /** After so many seeks it is tried again whether commits have become smaller. */
  private static final int MOST_SEEKS = 64;

  private static String seeks(String nearest, String beyond) {
    return ("with recursive seek(t) as ("
            + "select %1$s(ts) from v not indexed where ts > ?1 and ts <= ?2"
            + " union all select (select %1$s(ts) from v not indexed where %2$s)"
            + " from seek where t is not null)"
            + " select t from seek where t is not null")
        .formatted(nearest, beyond);
  }

  /** What is left of a range that is read in an order. */
  private record Rest(long after, long through, Order order) {
    Rest beyond(long time) {
      return order == Order.ASCENDING
          ? new Rest(time, through, order)
          : new Rest(after, time - 1, order);
    }
  }

  private final String location;
  private final Session session;

  TimesWalker(String location, Session session) {
    this.location = location;
    this.session = session;
  }

  /** Collects times with after &lt; time &lt;= through, until the list is full. */
  void collect(TimeList times, long after, long through, Order order) throws SQLException {
    Rest rest = new Rest(after, through, order);
    while (walk(times, rest)) {
      seek(times, rest.beyond(times.last()));
      rest = rest.beyond(times.last());
    }
  }

  /** Collects times until a commit has so many versions that it is better to seek the next one. */
  private boolean walk(TimeList times, Rest range) throws SQLException {
    int steps = 0;
    try (ResultSet rows = select(WALK, range).executeQuery()) {
      while (steps < MOST_STEPS && !times.isFull() && rows.next()) {
        long time = Columns.within(location, range.after(), range.through(), rows.getLong(1));
        steps = times.addNew(time) ? 0 : steps + 1;
      }
    }
    return steps == MOST_STEPS;
  }

  /** Collects some times by a seek each. */
  private void seek(TimeList times, Rest range) throws SQLException {
    Rest rest = range;
    try (ResultSet rows = select(SEEK, range).executeQuery()) {
      for (int i = 0; i < MOST_SEEKS && !times.isFull() && rows.next(); i++) {
        long time = Columns.within(location, rest.after(), rest.through(), rows.getLong(1));
        times.addNew(time);
        rest = rest.beyond(time);
      }
    }
  }

  private PreparedStatement select(InOrder statement, Rest range) throws SQLException {
    PreparedStatement select = session.statement(statement.in(range.order()));
    select.setLong(1, range.after());
    select.setLong(2, range.through());
    return select;
  }
}
