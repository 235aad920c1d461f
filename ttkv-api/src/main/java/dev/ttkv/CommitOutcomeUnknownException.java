// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;

/**
 * It is unknown whether the commit of {@link #time()} was written: a sync failed, a connection
 * broke. Reading as of that time, after opening the store again if it says so, tells (SPEC 4.6).
 */
public final class CommitOutcomeUnknownException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  private final Instant time;

  /** Says what happened, and the timestamp that the commit has if it was written. */
  public CommitOutcomeUnknownException(String message, Instant time, Throwable cause) {
    super(message, cause);
    this.time = time;
  }

  /** Returns the timestamp that the commit has if it was written. */
  public Instant time() {
    return time;
  }
}
