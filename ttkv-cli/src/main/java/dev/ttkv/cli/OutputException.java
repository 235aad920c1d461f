// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.io.IOException;

/** What a command has to say cannot be written. */
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean pipeClosed;

  OutputException(IOException cause) {
    super("cannot write the output: " + cause.getMessage(), cause);
    this.pipeClosed = String.valueOf(cause.getMessage()).contains("Broken pipe");
  }

  /** Tells whether the reader has gone, as {@code head} does: nothing to complain about. */
  boolean isPipeClosed() {
    return pipeClosed;
  }
}
