// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

/** The entry point of the {@code ttkv} command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Host host = Host.system();
    Warnings.show(new Terminal(host));
    System.exit(new Cli(host).run(arguments));
  }
}
