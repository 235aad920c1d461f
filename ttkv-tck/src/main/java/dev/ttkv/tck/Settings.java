// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a run of the kit is to be.
 *
 * @param seed what all that is random follows from
 * @param tries by how much to multiply the number of random programs
 * @param effort how many programs to try, at most, to find a shorter one that fails
 * @param kills how many processes to kill
 * @param flips in how many copies of a store's files to flip a bit, before {@code tries} is applied
 * @param rules the rules to test; empty for all
 */
record Settings(long seed, double tries, int effort, int kills, int flips, Set<String> rules) {
  private static final String SEED = "ttkv.tck.seed";
  private static final String TRIES = "ttkv.tck.tries";
  private static final int EFFORT = 500;
  private static final String KILLS = "ttkv.tck.kills";
  private static final int USUAL_KILLS = 5;
  private static final String FLIPS = "ttkv.tck.flips";
  private static final int USUAL_FLIPS = 100;
  private static final String RULES = "ttkv.tck.rules";

  /** Makes settings with the usual number of kills and flips. */
  Settings(long seed, double tries, int effort, Set<String> rules) {
    this(seed, tries, effort, USUAL_KILLS, rules);
  }

  /** Makes settings with the usual number of flips. */
  Settings(long seed, double tries, int effort, int kills, Set<String> rules) {
    this(seed, tries, effort, kills, USUAL_FLIPS, rules);
  }

  /** Returns what the system properties say. */
  static Settings fromSystemProperties() {
    return new Settings(
        property(SEED).map(Settings::seed).orElseGet(() -> (long) new SecureRandom().nextInt()),
        property(TRIES).map(Settings::tries).orElse(1.0),
        EFFORT,
        property(KILLS).map(text -> number(KILLS, text)).orElse(USUAL_KILLS),
        property(FLIPS).map(text -> number(FLIPS, text)).orElse(USUAL_FLIPS),
        property(RULES).map(Settings::rules).orElse(Set.of()));
  }

  /** Returns the options of a command line that runs the given rule again. */
  String replay(String rule) {
    return "-D%s=%s -D%s=%s%s%s%s"
        .formatted(
            RULES,
            rule,
            SEED,
            seed,
            tries == 1.0 ? "" : " -D" + TRIES + "=" + tries,
            kills == USUAL_KILLS ? "" : " -D" + KILLS + "=" + kills,
            flips == USUAL_FLIPS ? "" : " -D" + FLIPS + "=" + flips);
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(SEED + " is a whole number, not '" + text + "'", e);
    }
  }

  private static int number(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
      throw new IllegalArgumentException(name + " is more than zero, not '" + text + "'");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is a whole number, not '" + text + "'", e);
    }
  }

  private static double tries(String text) {
    try {
      double tries = Double.parseDouble(text);
      if (tries > 0 && tries < Double.POSITIVE_INFINITY) {
        return tries;
      }
      throw new IllegalArgumentException(TRIES + " is more than zero, not '" + text + "'");
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(TRIES + " is a number, not '" + text + "'", e);
    }
  }

  private static Set<String> rules(String text) {
    Set<String> known = Spec.load().ids();
    Set<String> rules =
        Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    for (String rule : rules) {
      if (!known.contains(rule)) {
        throw new IllegalArgumentException(
            "%s: there is no rule %s; there are %s".formatted(RULES, rule, known));
      }
    }
    return rules;
  }
}
