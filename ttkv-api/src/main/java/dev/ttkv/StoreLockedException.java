// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** The store is open elsewhere, and its backend lets only one open it (SPEC 7.5). */
public final class StoreLockedException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public StoreLockedException(String message) {
    super(message);
  }

  /** Says what went wrong, where, and what to do, and what caused it. */
  public StoreLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}
