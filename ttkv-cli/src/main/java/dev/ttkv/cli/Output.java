// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Text on its way to standard output or standard error: UTF-8 whatever the locale, lines that end
 * with a line feed whatever the system, and an {@link OutputException} where it cannot be written.
 */
final class Output {
  private final Writer writer;
  private final boolean colours;
  private Optional<IOException> failure = Optional.empty();

  Output(OutputStream stream, boolean colours) {
    this.writer =
        new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
    this.colours = colours;
  }

  void text(String text) {
    attempt(() -> writer.write(text));
  }

  void line(String text) {
    text(text);
    text("\n");
  }

  void flush() {
    attempt(writer::flush);
  }

  // what failed once is incomplete for good, even if a later write goes well
  private void attempt(Step step) {
    if (failure.isEmpty()) {
      try {
        step.run();
        return;
      } catch (IOException e) {
        failure = Optional.of(e);
      }
    }
    throw new OutputException(failure.get());
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  String bold(String text) {
    return styled("1", text);
  }

  String dim(String text) {
    return styled("2", text);
  }

  String good(String text) {
    return styled("32", text);
  }

  String bad(String text) {
    return styled("31", text);
  }

  private String styled(String code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
