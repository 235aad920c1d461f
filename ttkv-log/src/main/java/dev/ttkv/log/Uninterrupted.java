// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Does what an interrupt would break off, and keeps the interrupt for later. */
final class Uninterrupted {
  /** What is done; it may be done again. */
  @FunctionalInterface
  interface Call<T> {
    T call() throws IOException;
  }

  private Uninterrupted() {}

  static <T> T call(Call<T> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.call();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
