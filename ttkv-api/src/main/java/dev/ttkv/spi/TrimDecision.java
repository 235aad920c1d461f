// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Pin;
import java.util.List;
import java.util.Optional;

/** Decides, while nobody writes, whether what was tallied may be trimmed. */
final class TrimDecision implements Engine.Forgetting {
  private final Tally tally;
  private final PinBoard pins;
  private boolean stale;
  private Optional<IllegalArgumentException> refused = Optional.empty();

  TrimDecision(Tally tally, PinBoard pins) {
    this.tally = tally;
    this.pins = pins;
  }

  @Override
  public Optional<Engine.Forget> decide(Head head, EngineReader reader) {
    Retained now = head.retained();
    stale = !now.isOfSameHistory(tally.before());
    if (stale || now.horizon() == tally.horizon()) {
      return Optional.empty();
    }
    refused = Optional.empty();
    List<Pin> living = pins.living(now); // once: a clock that goes back would revive one
    try {
      pins.check(living, Timestamps.toInstant(tally.horizon()));
    } catch (IllegalArgumentException e) {
      refused = Optional.of(e);
      return Optional.empty();
    }
    return Optional.of(
        new Engine.Forget(
            List.of(), new Retained(tally.horizon(), now.erasures(), tally.baseline(), living)));
  }

  /**
   * Tells whether it was done; it was not if something else was forgotten since it was tallied.
   *
   * @throws IllegalArgumentException if a pin forbids it
   */
  boolean isDone() {
    if (refused.isPresent()) {
      throw refused.get();
    }
    return !stale;
  }
}
