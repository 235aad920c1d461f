// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;

/**
 * A commit's given timestamp is not after the watermark, so what is settled would change; nothing
 * was written (SPEC 1.3).
 */
public final class NotAfterWatermarkException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  private final Instant time;
  private final Instant watermark;

  /** Says both times. */
  public NotAfterWatermarkException(String message, Instant time, Instant watermark) {
    super(message);
    this.time = time;
    this.watermark = watermark;
  }

  /** Returns the timestamp that was given. */
  public Instant time() {
    return time;
  }

  /** Returns the watermark that it is not after. */
  public Instant watermark() {
    return watermark;
  }
}
