// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;

/**
 * What was asked for lies below the horizon: it was trimmed, so nobody can say what it was (SPEC
 * 2.6). A stream throws it too, when a trim overtakes what it has still to read (SPEC 2.9).
 */
public final class HistoryTrimmedException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  private final Instant horizon;

  /** Says what was asked for, and the horizon. */
  public HistoryTrimmedException(String message, Instant horizon) {
    super(message);
    this.horizon = horizon;
  }

  /** Returns the horizon: the oldest time that can be read. */
  public Instant horizon() {
    return horizon;
  }
}
