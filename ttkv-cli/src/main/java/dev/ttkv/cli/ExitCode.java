// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

/** What the process says when it ends. */
final class ExitCode {
  static final int OK = 0;

  /** The answer is no: nothing there at that time, nothing to delete, something disagrees. */
  static final int NO = 1;

  static final int USAGE = 2;

  /** The store is missing, locked or busy, or cannot be read or written. */
  static final int CANNOT_OPEN = 3;

  static final int DAMAGED = 4;

  /** What was asked for has been trimmed: history is no longer kept for that time. */
  static final int TRIMMED = 5;

  /** The file is no store, or was written in another format or with other codecs. */
  static final int MISMATCH = 6;

  /** A fault of ttkv itself. */
  static final int INTERNAL = 70;

  /** Nobody reads the output any more: 128 + SIGPIPE, as other commands have it. */
  static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
