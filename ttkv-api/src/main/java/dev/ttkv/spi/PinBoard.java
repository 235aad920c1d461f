// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Pin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The pins of a store (SPEC 6.2): sets them, removes them, and holds a trim back that they forbid.
 */
final class PinBoard {
  private static final int MOST_PINS = 1_000;
  private static final int LONGEST_NAME = 256;

  private final EngineStore<?, ?> store;

  PinBoard(EngineStore<?, ?> store) {
    this.store = store;
  }

  Pin pin(String name, Instant at, Instant until) {
    long moment = Timestamps.clamp(Objects.requireNonNull(at, "at"));
    Pin pin = new Pin(name, moment == Timestamps.NONE ? Instant.MIN : at, until);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_NAME) {
      throw refused("a pin's name has 1 to %d bytes, not %d".formatted(LONGEST_NAME, bytes));
    }
    Instant earliest = Timestamps.toInstant(Timestamps.FIRST);
    Instant latest = Timestamps.toInstant(Timestamps.LAST);
    if (until.isBefore(earliest)) {
      throw refused("a pin ends at %s at the earliest, not at %s".formatted(earliest, until));
    }
    if (until.isAfter(latest)) {
      throw refused("a pin ends at %s at the latest, not at %s".formatted(latest, until));
    }
    change((head, pins) -> added(head, pins, pin));
    return pin;
  }

  private Optional<List<Pin>> added(Head head, List<Pin> pins, Pin pin) {
    Instant now = store.options().clock().instant();
    Instant horizon = Timestamps.toInstant(head.horizon());
    Instant watermark = Timestamps.toInstant(head.watermark());
    if (!pin.until().isAfter(now)) {
      throw refused(
          "the pin '%s' would end at %s, it is %s".formatted(pin.name(), pin.until(), now));
    }
    if (pin.at().isBefore(horizon) || pin.at().isAfter(watermark)) {
      throw refused(
          "only a time from the horizon %s to the watermark %s can be pinned, not %s"
              .formatted(horizon, watermark, pin.at()));
    }
    if (pins.stream().anyMatch(other -> other.name().equals(pin.name()))) {
      throw refused("there is a pin '%s' already; remove it first".formatted(pin.name()));
    }
    if (pins.size() >= MOST_PINS) {
      throw refused("there are %d pins already; remove some first".formatted(MOST_PINS));
    }
    List<Pin> more = new ArrayList<>(pins);
    more.add(pin);
    more.sort(Comparator.comparing(Pin::name));
    return Optional.of(more);
  }

  boolean unpin(String name) {
    Objects.requireNonNull(name, "name");
    boolean[] found = {false};
    change(
        (head, pins) -> {
          List<Pin> fewer = pins.stream().filter(pin -> !pin.name().equals(name)).toList();
          found[0] = fewer.size() < pins.size();
          return found[0] ? Optional.of(fewer) : Optional.empty();
        });
    return found[0];
  }

  /** Returns the pins that have not ended. */
  List<Pin> living() {
    return living(store.engine().retained());
  }

  List<Pin> living(Retained retained) {
    Instant now = store.options().clock().instant();
    return retained.pins().stream().filter(pin -> pin.until().isAfter(now)).toList();
  }

  /**
   * Refuses a horizon that pins forbid which have not ended.
   *
   * @throws IllegalArgumentException if one does; it says which
   */
  void check(List<Pin> living, Instant horizon) {
    for (Pin pin : living) {
      if (pin.at().isBefore(horizon)) {
        throw refused(
            "the horizon cannot move to %s: the pin '%s' keeps %s readable until %s"
                .formatted(horizon, pin.name(), pin.at(), pin.until()));
      }
    }
  }

  private void change(BiFunction<Head, List<Pin>, Optional<List<Pin>>> wanted) {
    Change change = new Change(wanted);
    store
        .committer()
        .exclusively(
            () -> {
              store.engine().write(change);
              return change;
            })
        .orThrow();
  }

  /** Decides on a change, and keeps what refuses it for the caller. */
  private final class Change implements Engine.Decision {
    private final BiFunction<Head, List<Pin>, Optional<List<Pin>>> wanted;
    private Optional<IllegalArgumentException> refused = Optional.empty();

    Change(BiFunction<Head, List<Pin>, Optional<List<Pin>>> wanted) {
      this.wanted = wanted;
    }

    @Override
    public Engine.Append decide(Head head, EngineReader reader) {
      Retained before = head.retained();
      Optional<List<Pin>> pins = Optional.empty();
      refused = Optional.empty();
      try {
        pins = wanted.apply(head, living(before));
      } catch (IllegalArgumentException e) {
        refused = Optional.of(e);
      }
      return new Engine.Append(
          List.of(),
          head.watermark(),
          pins.map(
              left -> new Retained(before.horizon(), before.erasures(), before.baseline(), left)));
    }

    void orThrow() {
      if (refused.isPresent()) {
        throw refused.get();
      }
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(store + ": " + why);
  }
}
