// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.cli.Shell.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
  private final Shell shell = new Shell();

  private final Path file;
  private final String store;

  CommandsTest(@TempDir Path folder) {
    file = folder.resolve("prices.db");
    store = file.toString();
  }

  @Test
  void put_newStore() {
    Outcome first = shell.run("put", store, "btc/usd", "67012.5");
    assertThat(first)
        .isEqualTo(new Outcome(0, "", "ttkv: began a new history in sqlite:" + store + "\n"));
    assertThat(shell.run("put", store, "btc/usd", "67013")).isEqualTo(new Outcome(0, "", ""));
    assertThat(file).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "-.5", "-", "--", "-x", "--at", "a b", "", "=cmd", "@file", "${x}"})
  void put_valueAfterEndOfOptions(String value) {
    shell.withInput("-".getBytes(StandardCharsets.UTF_8));
    assertThat(shell.run("put", store, "--", "k", value).exitCode()).isZero();
    assertThat(shell.run("get", store, "k", "--raw").out()).isEqualTo(value);
  }

  @Test
  void put_negativeNumber() {
    assertThat(shell.run("put", store, "temperature", "-5").exitCode()).isZero();
    assertThat(shell.run("get", store, "temperature").out()).isEqualTo("-5\n");
  }

  @Test
  void put_fromStandardInput() {
    shell.withInput("línea 1\nline 2\n".getBytes(StandardCharsets.UTF_8));
    assertThat(shell.run("put", store, "k", "-").exitCode()).isZero();
    assertThat(shell.run("get", store, "k", "--raw").out()).isEqualTo("línea 1\nline 2\n");
  }

  @Test
  void get_now() {
    twoVersionsAndADeletion();
    shell.run("put", store, "other", "1");
    assertThat(shell.run("get", store, "other")).isEqualTo(new Outcome(0, "1\n", ""));
    shell.pass(Duration.ofSeconds(1));
    assertThat(shell.run("get", store, "other", "--at", "now").out()).isEqualTo("1\n");
  }

  @Test
  void get_atTimes() {
    twoVersionsAndADeletion();
    assertThat(shell.run("get", store, "k", "--at", "~1").out()).isEqualTo("2\n");
    assertThat(shell.run("get", store, "k", "--at", "~2").out()).isEqualTo("1\n");
    assertThat(shell.run("get", store, "k", "--at", "2h ago").out()).isEqualTo("1\n");
    assertThat(shell.run("get", store, "k", "--at", "-1h").out()).isEqualTo("2\n");
    assertThat(shell.run("get", store, "k", "--at", "2026-11-24T14:30", "--zone", "+02:00").out())
        .isEqualTo("1\n");
  }

  @Test
  void get_absent() {
    twoVersionsAndADeletion();
    assertThat(shell.run("get", store, "k"))
        .isEqualTo(new Outcome(1, "", "ttkv: k was deleted at 2026-11-24T14:00:00Z\n"));
    assertThat(shell.run("get", store, "k", "--at", "2026-11-24T11:00Z"))
        .isEqualTo(new Outcome(1, "", "ttkv: k has no version as of 2026-11-24T11:00:00Z\n"));
    assertThat(shell.run("get", store, "nobody"))
        .isEqualTo(new Outcome(1, "", "ttkv: nobody has no version as of 2026-11-24T14:00:00Z\n"));
    assertThat(shell.run("get", store, "k", "--at", "~3"))
        .isEqualTo(new Outcome(1, "", "ttkv: k has no ~3, only 3 versions\n"));
  }

  @Test
  void get_json() {
    twoVersionsAndADeletion();
    assertThat(shell.run("get", store, "k", "--at", "~2", "--json").out())
        .isEqualTo(
            """
            {"key":"k","value":"1","from":"2026-11-24T12:00:00Z","until":"2026-11-24T13:00:00Z"}
            """);
    assertThat(shell.run("get", store, "k", "--json"))
        .isEqualTo(
            new Outcome(
                1,
                """
                {"key":"k","value":null,"from":"2026-11-24T14:00:00Z","until":null}
                """,
                "ttkv: k was deleted at 2026-11-24T14:00:00Z\n"));
    assertThat(shell.run("get", store, "k", "--json", "--at", "1970-01-01").out())
        .isEqualTo(
            """
            {"key":"k","value":null,"from":null,"until":"2026-11-24T12:00:00Z"}
            """);
  }

  @Test
  void get_onTerminal() {
    String hostile = "\u001b]0;title\u0007a\nb\u202e";
    shell.run("put", store, "k", hostile);
    assertThat(shell.run("get", store, "k").out()).isEqualTo(hostile + "\n");
    shell.withTerminal(80);
    assertThat(shell.run("get", store, "k").out()).isEqualTo("\\u001b]0;title\\u0007a\nb\\u202e\n");
    assertThat(shell.run("get", store, "k", "--raw").out()).isEqualTo(hostile);
    assertThat(shell.run("get", store, "\u001bx").err())
        .isEqualTo("ttkv: \\u001bx has no version as of 2026-11-24T12:00:00Z\n");
  }

  @Test
  void delete_present() {
    shell.run("put", store, "k", "1");
    assertThat(shell.run("delete", store, "k")).isEqualTo(new Outcome(0, "", ""));
    assertThat(shell.run("get", store, "k").exitCode()).isEqualTo(1);
  }

  @Test
  void delete_absent() {
    shell.run("put", store, "k", "1");
    assertThat(shell.run("delete", store, "x"))
        .isEqualTo(new Outcome(1, "", "ttkv: x: nothing to delete\n"));
  }

  @Test
  void history_table() {
    twoVersionsAndADeletion();
    shell.pass(Duration.ofMillis(3_500));
    shell.run("put", store, "k", "x".repeat(1_234));
    shell.withTerminal(70);
    assertThat(shell.run("history", store, "k"))
        .isEqualTo(
            new Outcome(
                0,
                """
                WHEN                      AGE  OP       SIZE  VALUE
                2026-11-24T14:00:03.500Z  0s   put     1,234  xxxxxxxxxxxxxxxxxxxxxxx…
                2026-11-24T14:00:00Z      3s   delete      -  -
                2026-11-24T13:00:00Z      1h   put         1  2
                2026-11-24T12:00:00Z      2h   put         1  1
                """,
                ""));
  }

  @Test
  void history_limited() {
    for (int i = 0; i < 25; i++) {
      shell.run("put", store, "k", "v" + i);
    }
    Outcome newest = shell.run("history", store, "k");
    assertThat(newest.out().lines()).hasSize(21).element(1).asString().endsWith("v24");
    assertThat(newest.err()).isEqualTo("ttkv: 20 of 25 versions; --all shows the rest\n");
    assertThat(shell.run("history", store, "k", "-n", "2").out().lines()).hasSize(3);
    assertThat(shell.run("history", store, "k", "-n", "25").err()).isEmpty();
    assertThat(shell.run("history", store, "k", "--all").out().lines()).hasSize(26);
    assertThat(shell.run("history", store, "k", "--jsonl").out().lines()).hasSize(25);
  }

  @Test
  void history_forms() {
    twoVersionsAndADeletion();
    assertThat(shell.run("history", store, "k", "--json").out())
        .isEqualTo(
            """
            [
            {"from":"2026-11-24T14:00:00Z","until":null,"op":"delete","value":null},
            {"from":"2026-11-24T13:00:00Z","until":"2026-11-24T14:00:00Z","op":"put","value":"2"},
            {"from":"2026-11-24T12:00:00Z","until":"2026-11-24T13:00:00Z","op":"put","value":"1"}
            ]
            """);
    assertThat(shell.run("history", store, "k", "--csv", "-n", "1").out())
        .isEqualTo("from,until,op,value\n2026-11-24T14:00:00Z,,delete,\n");
  }

  @Test
  void history_ofNobody() {
    shell.run("put", store, "k", "1");
    assertThat(shell.run("history", store, "x"))
        .isEqualTo(new Outcome(1, "", "ttkv: x has no version\n"));
  }

  @Test
  void times_ofStoreAndOfKey() {
    twoVersionsAndADeletion();
    shell.run("put", store, "other", "1");
    assertThat(shell.run("times", store).out())
        .isEqualTo(
            """
            2026-11-24T14:00:00.000000001Z
            2026-11-24T14:00:00Z
            2026-11-24T13:00:00Z
            2026-11-24T12:00:00Z
            """);
    assertThat(shell.run("times", store, "--key", "k", "-n", "1").out())
        .isEqualTo("2026-11-24T14:00:00Z\n");
    assertThat(shell.run("times", store, "-k", "other", "--json").out())
        .isEqualTo("[\n{\"time\":\"2026-11-24T14:00:00.000000001Z\"}\n]\n");
    assertThat(shell.run("times", store, "-k", "nobody")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void list_table() {
    shell.run("put", store, "b/1", "x");
    shell.run("put", store, "a/longer", "y\nz");
    shell.run("put", store, "b/2", "");
    assertThat(shell.run("list", store).out())
        .isEqualTo(
            """
            KEY       SINCE                           VALUE
            a/longer  2026-11-24T12:00:00.000000001Z  y\\nz
            b/1       2026-11-24T12:00:00Z            x
            b/2       2026-11-24T12:00:00.000000002Z
            """);
  }

  @Test
  void list_prefixAndTime() {
    shell.run("put", store, "a%1", "x");
    shell.run("put", store, "a_1", "y");
    shell.pass(Duration.ofHours(1)).run("put", store, "a_2", "z");
    shell.run("delete", store, "a_1");
    assertThat(shell.run("list", store, "--prefix", "a_", "--csv").out())
        .isEqualTo("key,value,from\na_2,z,2026-11-24T13:00:00Z\n");
    assertThat(shell.run("list", store, "--at", "59m ago", "--jsonl").out())
        .isEqualTo(
            """
            {"key":"a%1","value":"x","from":"2026-11-24T12:00:00Z"}
            {"key":"a_1","value":"y","from":"2026-11-24T12:00:00.000000001Z"}
            """);
    assertThat(shell.run("list", store, "--at", "2000-01-01")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void store_fromVariableAndOption() {
    shell.withVariable("TTKV_STORE", store);
    shell.run("put", "k", "1");
    assertThat(shell.run("get", "k").out()).isEqualTo("1\n");
    assertThat(shell.run("get", store, "k").out()).isEqualTo("1\n");
    assertThat(shell.run("get", "-s", store, "k").out()).isEqualTo("1\n");
    assertThat(shell.run("list", "--csv").out()).contains("k,1,");
    assertThat(shell.run("times").out()).isEqualTo("2026-11-24T12:00:00Z\n");
  }

  @Test
  void backends_found() {
    assertThat(shell.run("backends", "--csv").out().lines())
        .hasSize(5)
        .element(3)
        .asString()
        .startsWith("memory,dev.ttkv.memory.MemoryProvider,");
  }

  @Test
  void help_ofEachCommand() {
    Outcome help = shell.run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    for (String command :
        new String[] {"demo", "put", "get", "delete", "history", "list", "times", "backends"}) {
      assertThat(help.out()).contains("\n  " + command + " ");
      assertThat(shell.run(command, "--help").out())
          .startsWith("Usage: ttkv " + command)
          .contains("--debug");
    }
  }

  @Test
  void version_unpackaged() {
    assertThat(shell.run("--version").out()).startsWith("ttkv ").contains(" on Java ");
  }

  private void twoVersionsAndADeletion() {
    shell.run("put", store, "k", "1");
    shell.pass(Duration.ofHours(1)).run("put", store, "k", "2");
    shell.pass(Duration.ofHours(1)).run("delete", store, "k");
  }
}
