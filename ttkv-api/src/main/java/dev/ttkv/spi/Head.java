// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.Objects;

/**
 * How far an engine is.
 *
 * @param watermark the time up to which everything is published and final, {@link Timestamps#NONE}
 *     if there is nothing yet
 * @param lastCommit the time of the newest commit, {@link Timestamps#NONE} if there is none after
 *     the horizon; less than the watermark after a settle
 * @param retained what it knows of its forgetting
 */
public record Head(long watermark, long lastCommit, Retained retained) {
  /** The head of an engine that was never written to. */
  public static final Head EMPTY = new Head(Timestamps.NONE, Timestamps.NONE);

  /**
   * Checks for null.
   *
   * @throws NullPointerException if {@code retained} is null
   */
  public Head {
    Objects.requireNonNull(retained, "retained");
  }

  /** The head of an engine that never forgot anything. */
  public Head(long watermark, long lastCommit) {
    this(watermark, lastCommit, Retained.ALL);
  }

  /** Returns the oldest time that can be read. */
  public long horizon() {
    return retained.horizon();
  }
}
