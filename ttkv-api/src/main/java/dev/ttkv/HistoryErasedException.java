// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/**
 * Keys were erased while a stream was read, so what it gave does not go with what it would give
 * next (SPEC 2.9). Read it again from the beginning.
 */
public final class HistoryErasedException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says which store. */
  public HistoryErasedException(String message) {
    super(message);
  }
}
