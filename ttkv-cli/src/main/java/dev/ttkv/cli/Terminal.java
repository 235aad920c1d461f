// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

/** Where a command speaks: data to standard output, all else to standard error. */
final class Terminal {
  private final Host host;
  private final Output output;
  private final Output messages;

  Terminal(Host host) {
    this.host = host;
    this.output = new Output(host.out(), host.colours());
    this.messages = new Output(host.err(), false);
  }

  Host host() {
    return host;
  }

  Output output() {
    return output;
  }

  /** Returns data as it may be written: escaped if a terminal is what reads it. */
  String shown(String data) {
    return host.outTerminal() ? Text.escapeLines(data) : data;
  }

  /** Returns the columns that a table may take. */
  int tableWidth() {
    return host.outTerminal() ? host.width() : Integer.MAX_VALUE;
  }

  /** Writes a message to standard error, on one line, after all output so far. */
  void message(String text) {
    flushIfPossible();
    error("ttkv: " + Text.escape(text) + "\n");
  }

  // a message about a failure must not fail because nobody reads the output
  private void flushIfPossible() {
    try {
      output.flush();
    } catch (OutputException e) {
      // the next write or the end of the command says so
    }
  }

  /** Writes text as it is to standard error; what nobody can read is lost. */
  void error(String text) {
    try {
      messages.text(text);
      messages.flush();
    } catch (OutputException e) {
      // there is nowhere left to say it
    }
  }
}
