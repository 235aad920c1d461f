// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/**
 * What went wrong in a store other than by misuse: its message names the store, the key or time,
 * and what to do. Misuse is a {@link NullPointerException}, {@link IllegalArgumentException} or
 * {@link IllegalStateException}. From a commit every exception but {@link
 * CommitOutcomeUnknownException} means that nothing was written (SPEC 4.6).
 */
public class TimeTravelStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public TimeTravelStoreException(String message) {
    super(message);
  }

  /** Says what went wrong, where, and what to do, and what caused it. */
  public TimeTravelStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
