// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

/** The command line is not understood; the message says what would be. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
