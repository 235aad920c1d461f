// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperandsTest {
  private static final List<String> SYNOPSIS = List.of("KEY", "VALUE");
  private static final Map<String, String> SET = Map.of("TTKV_STORE", "env.db");

  @Test
  void of_fullLine() {
    Operands expected = new Operands("sqlite:x.db", List.of("k", "v"));
    assertThat(of(List.of("x.db", "k", "v"), Optional.empty(), Map.of())).isEqualTo(expected);
    assertThat(of(List.of("x.db", "k", "v"), Optional.empty(), SET)).isEqualTo(expected);
  }

  @Test
  void of_storeFromVariable() {
    assertThat(of(List.of("k", "v"), Optional.empty(), SET))
        .isEqualTo(new Operands("sqlite:env.db", List.of("k", "v")));
  }

  @Test
  void of_storeFromOption() {
    assertThat(of(List.of("k", "v"), Optional.of("memory:"), SET))
        .isEqualTo(new Operands("memory:", List.of("k", "v")));
  }

  @Test
  void of_emptyTextIsAnArgument() {
    assertThat(of(List.of("x.db", "", ""), Optional.empty(), SET).values()).containsExactly("", "");
  }

  @Test
  void of_wrongNumber() {
    refuses(List.of("k", "v"), Optional.empty(), Map.of(), "2 arguments: expected STORE KEY VALUE");
    refuses(List.of("k", "v"), Optional.empty(), Map.of("TTKV_STORE", ""), "2 arguments");
    refuses(List.of("k"), Optional.empty(), SET, "1 argument: expected STORE KEY VALUE");
    refuses(List.of("x", "k", "v", "w"), Optional.empty(), SET, "4 arguments");
    refuses(List.of("x", "k", "v"), Optional.of("y"), SET, "expected KEY VALUE beside --store");
  }

  @Test
  void of_emptyStore() {
    refuses(List.of("", "k", "v"), Optional.empty(), SET, "STORE is empty");
    refuses(List.of("k", "v"), Optional.of(""), SET, "STORE is empty");
  }

  @Test
  void of_undecodableArgument() {
    refuses(List.of("x", "caf\uFFFD", "v"), Optional.empty(), SET, "not text in this locale");
  }

  @ParameterizedTest
  @CsvSource({
    "prices.db,         sqlite:prices.db",
    "/tmp/a b.db,       sqlite:/tmp/a b.db",
    "./foo:bar,         sqlite:./foo:bar",
    "C:\\data\\x.db,    sqlite:C:\\data\\x.db",
    "c:x.db,            sqlite:c:x.db",
    "x.db?mode=existing, sqlite:x.db?mode=existing",
    "memory:,           memory:",
    "sqlite:x.db,       sqlite:x.db",
    "jdbc:sqlite:x,     jdbc:sqlite:x",
  })
  void location_ofStore(String store, String location) {
    assertThat(Locations.of(store)).isEqualTo(location);
  }

  private static Operands of(
      List<String> arguments, Optional<String> option, Map<String, String> variables) {
    return Operands.of(arguments, SYNOPSIS, option, variables);
  }

  private static void refuses(
      List<String> arguments,
      Optional<String> option,
      Map<String, String> variables,
      String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> of(arguments, option, variables))
        .withMessageContaining(message);
  }
}
