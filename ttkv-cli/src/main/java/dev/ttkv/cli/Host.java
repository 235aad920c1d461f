// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command has around it.
 *
 * @param command what the user writes to run ttkv
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param outTerminal whether standard output is a terminal
 * @param errTerminal whether standard error is one
 * @param width the columns of the terminal
 * @param variables the environment variables
 * @param clock the time of day
 */
record Host(
    String command,
    InputStream in,
    OutputStream out,
    OutputStream err,
    boolean outTerminal,
    boolean errTerminal,
    int width,
    Map<String, String> variables,
    InstantSource clock) {

  /**
   * Returns the host of this process. What Java cannot tell, such as whether one stream alone is a
   * terminal, the launcher says in system properties; without them both are if the console is.
   */
  static Host system() {
    String console = Boolean.toString(isConsole());
    return new Host(
        System.getProperty("ttkv.command", "ttkv"),
        System.in,
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Boolean.parseBoolean(System.getProperty("ttkv.out.terminal", console)),
        Boolean.parseBoolean(System.getProperty("ttkv.err.terminal", console)),
        Math.max(40, Integer.getInteger("ttkv.width", 80)),
        System.getenv(),
        InstantSource.system());
  }

  /** Tells whether colours are wanted on standard output. */
  boolean colours() {
    return outTerminal
        && variables.getOrDefault("NO_COLOR", "").isEmpty()
        && !variables.getOrDefault("TERM", "").equals("dumb");
  }

  // since Java 22 there is a console even where there is no terminal, and a method that tells
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
