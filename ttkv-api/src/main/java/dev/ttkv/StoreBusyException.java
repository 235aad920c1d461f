// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/**
 * Another process kept the store busy for longer than {@link StoreOptions#busyWait()}; nothing was
 * written, try again (SPEC 4.6).
 */
public final class StoreBusyException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public StoreBusyException(String message) {
    super(message);
  }

  /** Says what went wrong, where, and what to do, and what caused it. */
  public StoreBusyException(String message, Throwable cause) {
    super(message, cause);
  }
}
