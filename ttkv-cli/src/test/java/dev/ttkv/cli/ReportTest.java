// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private record Row(String key, Optional<String> value) {
    Row(String key, String value) {
      this(key, Optional.of(value));
    }
  }

  private static final List<Column<Row>> COLUMNS =
      List.of(
          Column.of("key", Row::key),
          Column.<Row>of("size", row -> String.valueOf(row.key().length())).flushRight(),
          Column.optional("value", Row::value));
  private static final List<Row> ROWS =
      List.of(
          new Row("plain", "word"),
          new Row("quoted \"x\"", "a,b"),
          new Row("lines", "a\nb\r\n"),
          new Row("escape", "\u001b[2J\u202e"),
          new Row("blank ", " "),
          new Row("none", Optional.empty()),
          new Row("empty", ""));

  @Test
  void write_table() {
    assertThat(write(ROWS, Form.TABLE, false, 80))
        .isEqualTo(
            """
            key         size  value
            plain          5  word
            quoted "x"    10  a,b
            lines          5  a\\nb\\r\\n
            escape         6  \\u001b[2J\\u202e
            blank          6
            none           4  -
            empty          5
            """);
  }

  @Test
  void write_tableOnNarrowTerminal() {
    assertThat(write(List.of(new Row("k", "0123456789".repeat(10))), Form.TABLE, true, 40))
        .isEqualTo("key  size  value\nk       1  " + "0123456789".repeat(2) + "01234567…\n");
  }

  @Test
  void write_tableOfMoreThanIsMeasured() {
    List<Row> rows =
        IntStream.range(0, 1_200).mapToObj(i -> new Row("k" + i * i * i, "v")).toList();
    assertThat(write(rows, Form.TABLE, false, 80).lines())
        .hasSize(1_201)
        .contains("k0             2  v", "k1723683599    11  v");
  }

  @Test
  void write_json() {
    assertThat(write(ROWS, Form.JSON, false, 80))
        .isEqualTo(
            """
            [
            {"key":"plain","size":"5","value":"word"},
            {"key":"quoted \\"x\\"","size":"10","value":"a,b"},
            {"key":"lines","size":"5","value":"a\\nb\\r\\n"},
            {"key":"escape","size":"6","value":"\\u001b[2J\\u202e"},
            {"key":"blank ","size":"6","value":" "},
            {"key":"none","size":"4","value":null},
            {"key":"empty","size":"5","value":""}
            ]
            """);
  }

  @Test
  void write_jsonl() {
    assertThat(write(List.of(new Row("C:\\x", "😀\uDB40\uDC41")), Form.JSONL, false, 80))
        .isEqualTo("{\"key\":\"C:\\\\x\",\"size\":\"4\",\"value\":\"😀\\udb40\\udc41\"}\n");
  }

  @Test
  void write_csv() {
    assertThat(write(ROWS, Form.CSV, false, 80))
        .isEqualTo(
            """
            key,size,value
            plain,5,word
            "quoted ""x""\",10,"a,b"
            lines,5,"a
            b\r
            "
            escape,6,\u001b[2J\u202e
            "blank ",6," "
            none,4,
            empty,5,""
            """);
  }

  @Test
  void write_csvOnTerminal() {
    assertThat(write(List.of(new Row("a", "\u001b[2J")), Form.CSV, true, 80))
        .isEqualTo("key,size,value\na,1,\\u001b[2J\n");
  }

  @Test
  void write_nothing() {
    assertThat(write(List.of(), Form.TABLE, false, 80)).isEmpty();
    assertThat(write(List.of(), Form.JSON, false, 80)).isEqualTo("[]\n");
    assertThat(write(List.of(), Form.JSONL, false, 80)).isEmpty();
    assertThat(write(List.of(), Form.CSV, false, 80)).isEqualTo("key,size,value\n");
  }

  private static String write(List<Row> rows, Form form, boolean terminal, int width) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal target =
        new Terminal(
            new Host(
                "ttkv",
                new ByteArrayInputStream(new byte[0]),
                out,
                OutputStream.nullOutputStream(),
                terminal,
                false,
                width,
                Map.of("NO_COLOR", "1"),
                () -> Shell.NOW));
    Stream<Row> stream = rows.stream();
    assertThat(new Report<>(COLUMNS, COLUMNS).write(stream, form, target)).isEqualTo(rows.size());
    target.output().flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
