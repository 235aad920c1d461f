// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the library and its engines log, as messages of one line. */
final class Warnings extends Handler {
  // it logs what it throws too
  private static final Logger SQLITE = Logger.getLogger("org.sqlite");

  private final Terminal terminal;

  private Warnings(Terminal terminal) {
    this.terminal = terminal;
    setLevel(Level.WARNING);
    setFormatter(new SimpleFormatter());
  }

  /** Shows the warnings of this process on a terminal, instead of as the log is set up. */
  static void show(Terminal terminal) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new Warnings(terminal));
    SQLITE.setLevel(Level.OFF);
  }

  @Override
  public void publish(LogRecord warning) {
    if (isLoggable(warning)) {
      terminal.message("warning: " + getFormatter().formatMessage(warning));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
