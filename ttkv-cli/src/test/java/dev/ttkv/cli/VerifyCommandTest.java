// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {
  private final Shell shell = new Shell();
  private final Path folder;
  private final Path file;
  private final String store;

  VerifyCommandTest(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("prices.db");
    store = file.toString();
    for (String value : List.of("first", "second", "third")) {
      shell.run("put", store, "k\u001bey", value);
      shell.pass(Duration.ofHours(1));
    }
    shell.run("delete", store, "k\u001bey");
    shell.run("put", store, "other", "value");
  }

  private void replace(String text, String replacement) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertThat(content).contains(text);
    Files.write(file, content.replace(text, replacement).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void verify_wholeStore() {
    assertThat(shell.run("verify", store))
        .isEqualTo(
            new Outcome(0, "ok  5 versions, 2 keys, 5 commits, nothing damaged or missing\n", ""));
  }

  @Test
  void verify_damagedStore() throws IOException {
    replace("second", "secund");
    replace("third", "turd!");
    Outcome outcome = shell.run("verify", store);
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("0x6b1b6579", "2026-11-24T13:00:00Z"))
        .anySatisfy(line -> assertThat(line).contains("0x6b1b6579", "2026-11-24T14:00:00Z"))
        .last()
        .isEqualTo(
            "damaged  2 findings; 3 versions, 2 keys, 3 commits could be read; restore the store"
                + " from a backup");
  }

  @Test
  void verify_manyFindings() throws IOException {
    try (TimeTravelStore<String, String> open =
        TimeTravelStore.open("sqlite:" + store, KeyCodec.utf8(), Codec.utf8())) {
      for (int i = 0; i < 1_150; i++) {
        open.put("other", "number");
      }
    }
    replace("number", "rebmun");
    assertThat(shell.run("verify", store).out().lines().toList().get(100))
        .matches("and 1,\\d{3} more");
  }

  @Test
  void verify_storeThatWasNotClosed() throws IOException {
    Path killed = Files.createDirectory(folder.resolve("killed"));
    try (TimeTravelStore<String, String> open =
        TimeTravelStore.open("mapdb:" + folder.resolve("open"), KeyCodec.utf8(), Codec.utf8())) {
      open.put("key", "value");
      copy(folder.resolve("open"), killed);
    }
    assertThat(shell.run("get", "mapdb:" + killed + "?mode=read-only", "key"))
        .matches(outcome -> outcome.exitCode() == 3 && outcome.err().contains("open it once"));
    assertThat(shell.run("verify", "mapdb:" + killed))
        .isEqualTo(
            new Outcome(0, "ok  1 version, 1 key, 1 commit, nothing damaged or missing\n", ""));
    assertThat(shell.run("get", "mapdb:" + killed + "?mode=read-only", "key").out())
        .isEqualTo("value\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(p -> !p.equals(from)).toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  @Test
  void verify_onTerminal() {
    assertThat(shell.withTerminal(80).run("verify", store).out()).startsWith("ok  5 versions");
  }

  @Test
  void verify_storeThatCannotBeRead() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] = (byte) 0xA5;
    }
    Files.write(file, bytes);
    Outcome outcome = shell.run("verify", store);
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).startsWith("ttkv: sqlite:" + store).hasLineCount(1);
  }
}
