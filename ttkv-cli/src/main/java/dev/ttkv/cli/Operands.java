// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command is given without the name of an option: the store, unless an option or a variable
 * gives it, and what the command needs.
 *
 * @param location the location of the store
 * @param values the rest, in the order of the command's synopsis
 */
record Operands(String location, List<String> values) {
  private static final String VARIABLE = "TTKV_STORE";
  private static final String END_OF_OPTIONS = "--";
  private static final Pattern OPTION = Pattern.compile("-[^\\d.].*", Pattern.DOTALL);

  /**
   * Tells the store from the rest by counting, so that a line that names its store means the same
   * whatever the variables are.
   *
   * @param synopsis the names of what the command needs, after the store
   */
  static Operands of(
      List<String> arguments,
      List<String> synopsis,
      Optional<String> option,
      Map<String, String> variables) {
    arguments.forEach(Operands::requireText);
    Optional<String> variable =
        Optional.ofNullable(variables.get(VARIABLE)).filter(text -> !text.isEmpty());
    int needed = synopsis.size();
    if (option.isEmpty() && arguments.size() == needed + 1) {
      return new Operands(location(arguments.get(0)), arguments.subList(1, needed + 1));
    }
    Optional<String> given = option.or(() -> variable);
    if (given.isPresent() && arguments.size() == needed) {
      requireText(given.get());
      return new Operands(location(given.get()), arguments);
    }
    throw wrongNumber(arguments, synopsis, option.isPresent());
  }

  /**
   * Refuses what looks like an option and is none. What follows {@code --} is never an option, nor
   * is {@code -} or a negative number.
   *
   * @throws ParameterException for the first that is refused
   */
  static void refuseUnknownOptions(ParseResult command) {
    PositionalParamSpec positional = command.matchedPositional(0);
    if (positional == null) {
      return;
    }
    List<String> line = command.originalArgs();
    int end = line.indexOf(END_OF_OPTIONS);
    int afterEnd = end < 0 ? 0 : line.size() - end - 1;
    List<String> arguments = positional.originalStringValues();
    for (String argument : arguments.subList(0, Math.max(0, arguments.size() - afterEnd))) {
      if (OPTION.matcher(argument).matches()) {
        throw new ParameterException(
            command.commandSpec().commandLine(),
            "unknown option %s; what is no option goes after --".formatted(argument));
      }
    }
  }

  private static String location(String store) {
    if (store.isEmpty()) {
      throw new UsageException("STORE is empty");
    }
    return Locations.of(store);
  }

  private static UsageException wrongNumber(
      List<String> arguments, List<String> synopsis, boolean option) {
    String names = String.join(" ", synopsis);
    String expected =
        option
            ? names.isEmpty() ? "nothing beside --store" : names + " beside --store"
            : (names.isEmpty() ? "STORE" : "STORE " + names)
                + " (STORE may come from --store or "
                + VARIABLE
                + ")";
    return new UsageException(Text.count(arguments.size(), "argument") + ": expected " + expected);
  }

  // Java puts U+FFFD for what it cannot decode in the locale; two keys would become one
  private static void requireText(String argument) {
    if (argument.indexOf('\uFFFD') >= 0) {
      throw new UsageException(
          "'%s' is not text in this locale; set LC_ALL to one with UTF-8, such as C.UTF-8"
              .formatted(argument));
    }
  }
}
