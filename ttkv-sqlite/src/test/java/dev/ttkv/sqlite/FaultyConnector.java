// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.StoreOptions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Makes connections whose statements fail, and are closed by it, when they are told to. */
final class FaultyConnector extends Connector {
  private final List<Connection> connections = new ArrayList<>();
  private volatile SQLiteErrorCode commits = SQLiteErrorCode.SQLITE_OK;
  private volatile boolean failReads;
  private volatile Runnable onBegin = () -> {};
  private volatile Consumer<String> onExecute = sql -> {};
  private volatile Optional<String> failing = Optional.empty();
  private volatile boolean failAfterwards;

  FaultyConnector(StoreOptions options) {
    super(options, SqliteOptions.defaults());
  }

  void failCommits(SQLiteErrorCode code) {
    commits = code;
  }

  void failReads(boolean fail) {
    failReads = fail;
  }

  /** Runs the action whenever a write is about to begin. */
  void onBegin(Runnable action) {
    onBegin = action;
  }

  /** Runs the action before each statement. */
  void onExecute(Consumer<String> action) {
    onExecute = action;
  }

  /** Makes statements fail that begin like this, before or after they are done. */
  void fail(String beginning, boolean afterwards) {
    failing = Optional.of(beginning);
    failAfterwards = afterwards;
  }

  /** Limits the database, so that there is no space for more. */
  void limitPages(int pages) {
    for (Connection connection : connections) {
      try {
        execute(connection, "pragma max_page_count = " + pages);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  Connection open(Path file) throws SQLException {
    Connection connection = super.open(file);
    connections.add(connection);
    return proxy(
        Connection.class,
        (proxy, method, args) -> {
          Object result = invoke(connection, method, args);
          return method.getName().equals("prepareStatement")
              ? faulty((String) args[0], (PreparedStatement) result)
              : result;
        });
  }

  private PreparedStatement faulty(String sql, PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (proxy, method, args) -> {
          if (method.getName().startsWith("execute")) {
            onExecute.accept(sql);
            if (failing.filter(sql::startsWith).isPresent()) {
              if (failAfterwards) {
                invoke(statement, method, args);
              }
              statement.close();
              throw new SQLiteException("told to fail", SQLiteErrorCode.SQLITE_FULL);
            }
            if (sql.equals("begin immediate")) {
              onBegin.run();
            }
            if (sql.equals("commit") && commits != SQLiteErrorCode.SQLITE_OK) {
              statement.close();
              throw new SQLiteException("[" + commits + "] told to fail", commits);
            }
            if (sql.startsWith("select") && failReads) {
              statement.close();
              throw new SQLiteException("told to fail", SQLiteErrorCode.SQLITE_IOERR_READ);
            }
          }
          return invoke(statement, method, args);
        });
  }

  private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
