// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lends readers, each to one thread at a time, and opens them as they are needed. */
final class ReaderPool {
  private final String location;
  private final Supplier<SqliteReader> opener;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<SqliteReader> idle = new ArrayDeque<>();
  private int open;
  private boolean closed;

  ReaderPool(String location, int most, Supplier<SqliteReader> opener) {
    this.location = location;
    this.most = most;
    this.opener = opener;
  }

  /**
   * Runs a read on a reader that no other thread uses meanwhile.
   *
   * @throws IllegalStateException if the pool is closed
   */
  <T> T read(Function<SqliteReader, T> read) {
    SqliteReader reader = take();
    try {
      return read.apply(reader);
    } finally {
      giveBack(reader);
    }
  }

  /** Closes all readers once the reads under way have ended, and refuses others. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      closeIdle();
      while (open > 0) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private SqliteReader take() {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException(location + " is closed");
        }
        SqliteReader reader = idle.pollLast();
        if (reader != null) {
          return reader;
        }
        if (open < most) {
          open++;
          break;
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    boolean opened = false;
    try {
      SqliteReader reader = opener.get();
      opened = true;
      return reader;
    } finally {
      if (!opened) {
        forget();
      }
    }
  }

  private void giveBack(SqliteReader reader) {
    lock.lock();
    try {
      idle.addLast(reader);
      if (closed) {
        changed.signalAll(); // they go on once the lock is given back
        closeIdle();
      } else {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget() {
    lock.lock();
    try {
      open--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void closeIdle() {
    SqliteReader reader = idle.pollLast();
    if (reader != null) {
      open--;
      try {
        reader.close();
      } finally {
        closeIdle();
      }
    }
  }
}
