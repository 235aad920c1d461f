// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Objects;
import java.util.Optional;

/**
 * A range of keys in the order of their codec (SPEC 3.1). A range whose upper end lies below its
 * lower one is empty.
 *
 * @param <K> the keys
 */
public final class KeyRange<K> {
  private static final KeyRange<?> ALL =
      new KeyRange<>(Optional.empty(), true, Optional.empty(), false, Optional.empty());

  private final Optional<K> from;
  private final boolean fromInclusive;
  private final Optional<K> to;
  private final boolean toInclusive;
  private final Optional<K> prefix;

  private KeyRange(
      Optional<K> from,
      boolean fromInclusive,
      Optional<K> to,
      boolean toInclusive,
      Optional<K> prefix) {
    this.from = from;
    this.fromInclusive = fromInclusive;
    this.to = to;
    this.toInclusive = toInclusive;
    this.prefix = prefix;
  }

  /** Returns the range of all keys. */
  @SuppressWarnings("unchecked") // immutable, holds no key
  public static <K> KeyRange<K> all() {
    return (KeyRange<K>) ALL;
  }

  /**
   * Returns the range of the keys k with {@code from <= k < to}.
   *
   * @throws NullPointerException if an end is null
   */
  public static <K> KeyRange<K> of(K from, K to) {
    return KeyRange.<K>from(from).to(to, false);
  }

  /**
   * Returns the range of the keys that are not less than {@code from}.
   *
   * @throws NullPointerException if {@code from} is null
   */
  public static <K> KeyRange<K> from(K from) {
    return KeyRange.<K>all().from(from, true);
  }

  /**
   * Returns the range of the keys that are less than {@code to}.
   *
   * @throws NullPointerException if {@code to} is null
   */
  public static <K> KeyRange<K> before(K to) {
    return KeyRange.<K>all().to(to, false);
  }

  /**
   * Returns the range of the keys whose encoding begins with the encoding of {@code prefix}: with
   * {@link KeyCodec#utf8()} the strings that begin with it, with {@link KeyCodec#list} the lists.
   *
   * @throws NullPointerException if {@code prefix} is null
   */
  public static <K> KeyRange<K> startingWith(K prefix) {
    return new KeyRange<>(
        Optional.empty(),
        true,
        Optional.empty(),
        false,
        Optional.of(Objects.requireNonNull(prefix, "prefix")));
  }

  /**
   * Returns this range with another lower end.
   *
   * @throws NullPointerException if {@code from} is null
   * @throws IllegalStateException if this is a range of a prefix
   */
  public KeyRange<K> from(K from, boolean inclusive) {
    Objects.requireNonNull(from, "from");
    return new KeyRange<>(Optional.of(from), inclusive, to, toInclusive, noPrefix());
  }

  /**
   * Returns this range with another upper end.
   *
   * @throws NullPointerException if {@code to} is null
   * @throws IllegalStateException if this is a range of a prefix
   */
  public KeyRange<K> to(K to, boolean inclusive) {
    Objects.requireNonNull(to, "to");
    return new KeyRange<>(from, fromInclusive, Optional.of(to), inclusive, noPrefix());
  }

  private Optional<K> noPrefix() {
    if (prefix.isPresent()) {
      throw new IllegalStateException("a range of a prefix takes no other ends: " + this);
    }
    return prefix;
  }

  /** Returns the lower end; empty if there is none. */
  public Optional<K> from() {
    return from;
  }

  /** Tells whether the lower end is part of the range. */
  public boolean fromInclusive() {
    return fromInclusive;
  }

  /** Returns the upper end; empty if there is none. */
  public Optional<K> to() {
    return to;
  }

  /** Tells whether the upper end is part of the range. */
  public boolean toInclusive() {
    return toInclusive;
  }

  /** Returns the prefix; empty unless made by {@link #startingWith}. */
  public Optional<K> prefix() {
    return prefix;
  }

  @Override
  public String toString() {
    if (prefix.isPresent()) {
      return "KeyRange[" + prefix.get() + "*]";
    }
    return "KeyRange"
        + (from.isPresent() && !fromInclusive ? "(" : "[")
        + from.map(Object::toString).orElse("")
        + " .. "
        + to.map(Object::toString).orElse("")
        + (toInclusive ? "]" : ")");
  }
}
