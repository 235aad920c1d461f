// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a store is: {@code scheme:path?option=value&option=value} (SPEC 9.1). The path is taken as
 * it is written, blanks and drive letters included; nothing in it is decoded, and it ends at the
 * first question mark.
 */
public final class Location {
  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9+.-]+):([^?]*)(?:\\?(.*))?", Pattern.DOTALL);
  private static final Set<String> COMMON = Set.of("durability", "mode", "busy-wait", "max-lead");

  private final String text;
  private final String scheme;
  private final String path;
  private final Map<String, String> options;

  private Location(String text, String scheme, String path, Map<String, String> options) {
    this.text = text;
    this.scheme = scheme;
    this.path = path;
    this.options = options;
  }

  /**
   * Parses a location.
   *
   * @throws NullPointerException if {@code text} is null
   * @throws IllegalArgumentException if it does not have the form, or an option stands twice
   */
  public static Location parse(String text) {
    Objects.requireNonNull(text, "location");
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a location is written scheme:path?option=value, as in sqlite:history.db; this is not: "
              + text);
    }
    Map<String, String> options = new LinkedHashMap<>();
    String query = matcher.group(3);
    if (query != null) {
      for (String option : query.split("&", -1)) {
        int equals = option.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              text + ": an option is written name=value: '" + option + "'");
        }
        String name = option.substring(0, equals);
        if (options.put(name, option.substring(equals + 1)) != null) {
          throw new IllegalArgumentException(text + ": the option " + name + " stands twice");
        }
      }
    }
    return new Location(
        text, matcher.group(1), matcher.group(2), Collections.unmodifiableMap(options));
  }

  /** Returns the scheme. */
  public String scheme() {
    return scheme;
  }

  /** Returns the path as it was written; may be empty. */
  public String path() {
    return path;
  }

  /**
   * Returns the path as one of the default file system.
   *
   * @throws IllegalArgumentException if it is empty or cannot be a path
   */
  public Path file() {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(text + ": a path is missing; write " + scheme + ":FILE");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(text + ": not a path: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the backend's own options, those that all backends share left out.
   *
   * @param known the names of the backend's options
   * @throws IllegalArgumentException if there is an option that is neither known nor shared; the
   *     message has those that are
   */
  public Map<String, String> options(String... known) {
    Map<String, String> own = new LinkedHashMap<>(options);
    own.keySet().removeAll(COMMON);
    List<String> unknown = new ArrayList<>(own.keySet());
    unknown.removeAll(List.of(known));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown option %s; %s knows %s"
              .formatted(
                  text,
                  unknown.get(0),
                  scheme,
                  String.join(
                      ", ", Stream.concat(Stream.of(known), COMMON.stream()).sorted().toList())));
    }
    return own;
  }

  /**
   * Returns {@code options} with those of this location that all backends share: {@code durability}
   * (none, process, power), {@code mode} (create, create-new, existing, read-only), {@code
   * busy-wait} and {@code max-lead} (ISO-8601 durations: PT2S).
   *
   * @throws NullPointerException if {@code options} is null
   * @throws IllegalArgumentException if the value of one is not understood
   */
  public StoreOptions applyTo(StoreOptions options) {
    StoreOptions result = Objects.requireNonNull(options, "options");
    for (Map.Entry<String, String> option : this.options.entrySet()) {
      result = apply(option.getKey(), option.getValue(), result);
    }
    return result;
  }

  private StoreOptions apply(String option, String value, StoreOptions to) {
    return switch (option) {
      case "durability" -> to.withDurability(constant(Durability.class, option, value));
      case "mode" -> to.withMode(constant(OpenMode.class, option, value));
      case "busy-wait" -> with(option, to::withBusyWait, duration(option, value));
      case "max-lead" -> with(option, to::withMaxLead, duration(option, value));
      default -> to;
    };
  }

  private StoreOptions with(
      String option, Function<Duration, StoreOptions> with, Duration duration) {
    try {
      return with.apply(duration);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s: %s".formatted(text, option, e.getMessage()), e);
    }
  }

  private <E extends Enum<E>> E constant(Class<E> type, String option, String value) {
    List<String> names =
        Stream.of(type.getEnumConstants())
            .map(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = names.indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException(
          "%s: %s is one of %s, not '%s'".formatted(text, option, String.join(", ", names), value));
    }
    return type.getEnumConstants()[index];
  }

  private Duration duration(String option, String value) {
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "%s: %s is a duration such as PT2S, not '%s'".formatted(text, option, value), e);
    }
  }

  /** Returns the location as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
