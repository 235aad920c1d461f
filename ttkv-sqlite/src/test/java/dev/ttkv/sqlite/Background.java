// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A call in a thread of its own. */
final class Background<T> {
  private final FutureTask<T> task;

  private Background(Callable<T> call) {
    task = new FutureTask<>(call);
  }

  static <T> Background<T> start(Callable<T> call) {
    Background<T> background = new Background<>(call);
    Thread thread = new Thread(background.task, "background");
    thread.setDaemon(true);
    thread.start();
    return background;
  }

  boolean isDone() {
    return task.isDone();
  }

  /** Waits for the call and returns its result; throws what it threw. */
  T result() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
