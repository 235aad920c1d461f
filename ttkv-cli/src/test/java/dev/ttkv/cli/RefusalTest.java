// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.cli.Shell.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalTest {
  private final Shell shell = new Shell();

  private final Path folder;

  RefusalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"get x", "delete x", "history x", "list", "times", "verify"})
  void missingStore_createsNothing(String words) throws IOException {
    List<String> arguments = List.of(words.split(" "));
    Path missing = folder.resolve("typo.db");
    String[] line =
        arguments.size() == 1
            ? new String[] {arguments.get(0), missing.toString()}
            : new String[] {arguments.get(0), missing.toString(), arguments.get(1)};
    refuses(3, "typo.db", line);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void put_existingOnly() {
    Path missing = folder.resolve("typo.db");
    refuses(3, "typo.db", "put", missing + "?mode=existing", "k", "v");
    assertThat(missing).doesNotExist();
  }

  @Test
  void put_missingFolder() {
    refuses(3, "no/where", "put", folder.resolve("no/where/x.db").toString(), "k", "v");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void put_readOnly() {
    String store = newStore();
    refuses(3, "read-only", "put", store + "?mode=read-only", "k", "v");
  }

  @Test
  void folder_asStore() {
    assertThat(shell.run("get", folder.toString(), "k").exitCode()).isIn(3, 6);
    refuses(6, folder.toString(), "put", folder.toString(), "k", "v");
  }

  @Test
  void folder_asStore_saysHowAStoreThatIsAFolderIsWritten() {
    String store = folder.resolve("history").toString();
    assertThat(shell.run("put", "mapdb:" + store, "k", "v").exitCode()).isZero();
    refuses(6, "mapdb:" + store, "get", store, "k");
    refuses(6, "mapdb:" + store, "list", "--store", store + "?mode=existing");
    assertThat(shell.run("get", "mapdb:" + store, "k").out()).isEqualTo("v\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get k --at 1970-01-01", "list --at 1970-01-01"})
  void time_belowTheHorizon(String words) {
    String store = newStore();
    try (TimeTravelStore<String, String> opened =
        TimeTravelStore.open("sqlite:" + store, KeyCodec.utf8(), Codec.utf8())) {
      opened.maintenance().trim(opened.watermark());
    }
    List<String> line = new ArrayList<>(List.of(words.split(" ")));
    line.addAll(List.of("--store", store));
    refuses(5, "has been trimmed", line.toArray(String[]::new));
  }

  @Test
  void file_thatIsNoStore() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "remember the milk\n".repeat(100));
    refuses(6, "notes.txt", "get", file.toString(), "k");
    refuses(6, "notes.txt", "put", file.toString(), "k", "v");
    assertThat(file).hasContent("remember the milk\n".repeat(100));
  }

  @Test
  void store_withOtherCodecs() {
    Path file = folder.resolve("numbers.db");
    try (TimeTravelStore<String, Long> store =
        TimeTravelStore.open("sqlite:" + file, KeyCodec.utf8(), Codec.int64())) {
      store.put("k", 1L);
    }
    refuses(6, "int64", "get", file.toString(), "k");
    refuses(6, "int64", "put", file.toString(), "k", "v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nosuch:x       | there are chronicle, mapdb, memory, sqlite",
        "jdbc:sqlite:x  | there are chronicle, mapdb, memory, sqlite",
        "sqlite:        | a path is missing",
        "x.db?foo=1     | unknown option foo",
        "x.db?mode=new  | mode is one of",
        "x.db?          | an option is written name=value",
      })
  void location_notUnderstood(String store, String message) {
    refuses(2, message, "put", store, "k", "v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                       | a command is missing",
        "frobnicate               | unknown command frobnicate",
        "histroy x.db k           | unknown command histroy",
        "get x.db k --frob        | unknown option --frob",
        "put x.db k -x            | unknown option -x; what is no option goes after --",
        "put --frob x.db k v      | unknown option --frob",
        "get x.db                 | 1 argument: expected STORE KEY",
        "put x.db k               | 2 arguments: expected STORE KEY VALUE",
        "put x.db k v w           | 4 arguments: expected STORE KEY VALUE",
        "list x.db y              | 2 arguments: expected STORE",
        "list                     | 0 arguments: expected STORE",
        "get x.db k --at          | --at",
        "get x.db k --at tomorrow | --at: 'tomorrow' is not a time",
        "get x.db k --at 2mo      | months and years",
        "get x.db k --at 5        | a number alone",
        "get x.db k --zone Mars   | --zone: 'Mars' is not a time zone",
        "get x.db k --at now --at now | --at",
        "get x.db k --json --raw  | only one of --json and --raw",
        "list x.db --at ~1        | ~1 counts the versions of one key",
        "list x.db --json --csv   | only one of --json, --jsonl and --csv",
        "history x.db k -n 0      | -n is 1 or more",
        "history x.db k -n x      | -n",
        "history x.db k -n 2 --all | only one of -n and --all",
        "times x.db -n -1         | -n is 1 or more",
        "list x.db --prefix       | --prefix",
        "backends x               | unknown argument x",
        "demo --frob              | unknown option --frob",
      })
  void usage_notUnderstood(String line, String message) {
    refuses(2, message, line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(Path.of("x.db")).doesNotExist();
  }

  @Test
  void standardInput_notText() {
    shell.withInput(new byte[] {(byte) 0xC3, 0x28});
    refuses(2, "not UTF-8", "put", folder.resolve("x.db").toString(), "k", "-");
    assertThat(folder.resolve("x.db")).doesNotExist();
  }

  @Test
  void key_refusedByCodec() {
    refuses(2, "surrogate", "put", newStore(), "\uD800", "v");
  }

  @Test
  void key_tooLong() {
    refuses(2, "key", "put", newStore(), "k".repeat(1 << 17), "v");
  }

  @Test
  void debug_showsWhere() {
    String missing = folder.resolve("x.db").toString();
    assertThat(shell.run("get", missing, "k", "--debug").err())
        .contains("\tat dev.ttkv.cli.GetCommand.run(GetCommand.java");
    assertThat(shell.run("get", missing, "k").err()).hasLineCount(1);
  }

  @Test
  void output_pipeClosed() {
    String store = newStore();
    assertThat(shell.run(failing("Broken pipe"), failing("Broken pipe"), "list", store))
        .isEqualTo(141);
  }

  @Test
  void output_diskFull() {
    String store = newStore();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(shell.run(failing("No space left on device"), err, "list", store)).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("ttkv: cannot write the output: No space left on device\n");
  }

  @Test
  void output_diskFullBeforeMessage() {
    String store = newStore();
    shell.run("put", store, "k", "w");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(shell.run(failing("No space left on device"), err, "history", store, "k", "-n", "1"))
        .isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("1 of 2 versions", "No space left");
  }

  private String newStore() {
    String store = folder.resolve("store.db").toString();
    assertThat(shell.run("put", store, "k", "v").exitCode()).isZero();
    return store;
  }

  private void refuses(int exitCode, String message, String... arguments) {
    Outcome outcome = shell.run(arguments);
    assertThat(outcome.err()).startsWith("ttkv: ").contains(message).hasLineCount(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
