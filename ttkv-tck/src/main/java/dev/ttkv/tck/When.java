// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.time.Instant;

/**
 * A time of a random program, given by what is there when it is needed.
 *
 * @param base what it is near
 * @param index which commit, counted round and round, if it is near one
 * @param nanos how far from it
 */
record When(Base base, int index, long nanos) {
  /** What a time can be near. */
  enum Base {
    /** A commit. */
    COMMIT,
    /** The clock. */
    CLOCK,
    /** The watermark. */
    WATERMARK,
    /** The earliest timestamp. */
    FIRST,
    /** {@link Instant#MIN}. */
    MIN,
    /** {@link Instant#MAX}. */
    MAX
  }

  static When commit(int index, long nanos) {
    return new When(Base.COMMIT, index, nanos);
  }

  static When at(Base base) {
    return new When(base, 0, 0);
  }

  Instant in(Run run) {
    return switch (base) {
      case COMMIT -> run.commits() == 0 ? near(run.clock().instant()) : near(run.commit(index));
      case CLOCK -> near(run.clock().instant());
      case WATERMARK -> near(run.model().watermark);
      case FIRST -> near(Model.FIRST);
      case MIN -> Instant.MIN;
      case MAX -> Instant.MAX;
    };
  }

  /** Returns the time that a read as of this time is as of. */
  Instant settled(Run run) {
    Instant time = in(run);
    return time.isAfter(run.model().watermark) ? run.model().watermark : time;
  }

  private Instant near(Instant time) {
    return time.equals(Instant.MIN) ? time : time.plusNanos(nanos);
  }

  String java(Run run) {
    return switch (base) {
      case COMMIT ->
          run.commits() == 0 ? "clock.instant()" + plus() : "t" + run.number(index) + plus();
      case CLOCK -> "clock.instant()" + plus();
      case WATERMARK ->
          "store.watermark()" + (run.model().watermark.equals(Instant.MIN) ? "" : plus());
      case FIRST -> "Instant.parse(\"" + Model.FIRST + "\")" + plus();
      case MIN -> "Instant.MIN";
      case MAX -> "Instant.MAX";
    };
  }

  private String plus() {
    return nanos == 0
        ? ""
        : nanos > 0 ? ".plusNanos(" + nanos + ")" : ".minusNanos(" + -nanos + ")";
  }
}
