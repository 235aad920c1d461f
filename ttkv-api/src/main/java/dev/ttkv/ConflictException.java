// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;

/**
 * A condition of a batch failed; nothing was written (SPEC 4.2). The message names the key and the
 * version that won.
 */
public final class ConflictException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  private final Instant winner;

  /** Says which key, and the timestamp of the version that won. */
  public ConflictException(String message, Instant winner) {
    super(message);
    this.winner = winner;
  }

  /** Returns the timestamp of the version that won. */
  public Instant winner() {
    return winner;
  }
}
