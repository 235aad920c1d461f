// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** What the store holds is not what was written to it (SPEC 7.3). */
public final class DamagedStoreException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public DamagedStoreException(String message) {
    super(message);
  }

  /** Says what went wrong, where, and what to do, and what caused it. */
  public DamagedStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
