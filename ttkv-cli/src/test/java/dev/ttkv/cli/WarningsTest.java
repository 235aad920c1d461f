// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WarningsTest {
  private final Logger root = Logger.getLogger("");
  private final Handler[] before = root.getHandlers();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    for (Handler handler : before) {
      root.addHandler(handler);
    }
    Logger.getLogger("org.sqlite").setLevel(null);
  }

  @Test
  void show_onlyWarningsOnOneLine() {
    Warnings.show(
        new Terminal(
            new Host(
                "ttkv",
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                err,
                false,
                false,
                80,
                Map.of(),
                () -> Shell.NOW)));
    System.getLogger("dev.ttkv").log(System.Logger.Level.WARNING, "the clock is {0}\nbehind", "2s");
    System.getLogger("dev.ttkv").log(System.Logger.Level.INFO, "opened");
    Logger.getLogger("org.sqlite.core").log(Level.SEVERE, "stack", new AssertionError());
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("ttkv: warning: the clock is 2s\\nbehind\n");
  }
}
