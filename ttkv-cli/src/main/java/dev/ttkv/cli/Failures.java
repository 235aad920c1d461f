// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What is said when a command fails, and with which exit code. */
final class Failures {
  private Failures() {}

  /** Says on one line what went wrong, with the stack trace if asked for; gives the exit code. */
  static int report(Throwable failure, boolean debug, Terminal terminal) {
    if (failure instanceof OutputException output && output.isPipeClosed()) {
      return ExitCode.PIPE_CLOSED;
    }
    int exitCode = exitCode(failure);
    terminal.message(message(failure, exitCode, debug));
    if (debug) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      terminal.error(Text.escapeLines(trace.toString()));
    }
    return exitCode;
  }

  private static int exitCode(Throwable failure) {
    if (failure instanceof UsageException || failure instanceof IllegalArgumentException) {
      return ExitCode.USAGE;
    }
    if (failure instanceof FormatMismatchException) {
      return ExitCode.MISMATCH;
    }
    if (failure instanceof DamagedStoreException) {
      return ExitCode.DAMAGED;
    }
    if (failure instanceof HistoryTrimmedException) {
      return ExitCode.TRIMMED;
    }
    if (failure instanceof TimeTravelStoreException
        || failure instanceof IllegalStateException
        || failure instanceof OutputException) {
      return ExitCode.CANNOT_OPEN;
    }
    return ExitCode.INTERNAL;
  }

  private static String message(Throwable failure, int exitCode, boolean debug) {
    if (failure instanceof OutOfMemoryError) {
      return "not enough memory; give more with JDK_JAVA_OPTIONS=-Xmx4g";
    }
    if (exitCode == ExitCode.INTERNAL) {
      return "this should not happen: " + failure + (debug ? "" : " (--debug shows where)");
    }
    return String.valueOf(failure.getMessage());
  }
}
