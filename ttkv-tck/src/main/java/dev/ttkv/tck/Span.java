// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.KeyRange;
import java.util.Optional;

/**
 * A range of keys of a random program.
 *
 * @param from the lower end
 * @param fromInclusive whether it is part of the range
 * @param to the upper end
 * @param toInclusive whether it is part of the range
 * @param prefix what the keys begin with; the ends do not count then
 */
record Span(
    Optional<String> from,
    boolean fromInclusive,
    Optional<String> to,
    boolean toInclusive,
    Optional<String> prefix) {
  static final Span ALL =
      new Span(Optional.empty(), true, Optional.empty(), true, Optional.empty());

  static Span startingWith(String prefix) {
    return new Span(Optional.empty(), true, Optional.empty(), true, Optional.of(prefix));
  }

  KeyRange<String> range() {
    if (prefix.isPresent()) {
      return KeyRange.startingWith(prefix.get());
    }
    KeyRange<String> range = KeyRange.all();
    if (from.isPresent()) {
      range = range.from(from.get(), fromInclusive);
    }
    return to.isPresent() ? range.to(to.get(), toInclusive) : range;
  }

  boolean contains(String key) {
    return prefix.isPresent()
        ? key.startsWith(prefix.get())
        : from.map(end -> key.compareTo(end) >= (fromInclusive ? 0 : 1)).orElse(true)
            && to.map(end -> key.compareTo(end) <= (toInclusive ? 0 : -1)).orElse(true);
  }

  String java() {
    if (prefix.isPresent()) {
      return "KeyRange.startingWith(" + Text.java(prefix.get()) + ")";
    }
    return "KeyRange.<String>all()"
        + from.map(end -> ".from(" + Text.java(end) + ", " + fromInclusive + ")").orElse("")
        + to.map(end -> ".to(" + Text.java(end) + ", " + toInclusive + ")").orElse("");
  }
}
