// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Runs commands as the process would, with a clock that stands still and nothing real around. */
final class Shell {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private final Map<String, String> variables = new HashMap<>();
  private Instant now = NOW;
  private byte[] input = {};
  private boolean terminal;
  private int width = 80;
  private Function<Instant, ZoneHistory> zones = ZoneHistory::through;

  /** What a command left behind. */
  record Outcome(int exitCode, String out, String err) {}

  Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = run(out, err, arguments);
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  int run(OutputStream out, OutputStream err, String... arguments) {
    Host host =
        new Host(
            "ttkv",
            new ByteArrayInputStream(input),
            out,
            err,
            terminal,
            terminal,
            width,
            variables,
            () -> now);
    return new Cli(host, zones).run(arguments);
  }

  Shell pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  Shell withVariable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Shell withInput(byte[] bytes) {
    input = bytes;
    return this;
  }

  Shell withTerminal(int columns) {
    terminal = true;
    width = columns;
    return withVariable("NO_COLOR", "1");
  }

  Shell withZones(Function<Instant, ZoneHistory> history) {
    zones = history;
    return this;
  }
}
