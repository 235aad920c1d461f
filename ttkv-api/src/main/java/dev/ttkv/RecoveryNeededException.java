// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/**
 * The store was not closed, or its index is damaged, and what opens it for reading only may not
 * bring it in order: open it to write once (SPEC 9.3). Not every backend needs that.
 */
public final class RecoveryNeededException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public RecoveryNeededException(String message) {
    super(message);
  }
}
