// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/**
 * What is there is not a store, is one of another or a newer format, or was written with other
 * codecs; the message has both names (SPEC 7.4).
 */
public final class FormatMismatchException extends TimeTravelStoreException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong, where, and what to do. */
  public FormatMismatchException(String message) {
    super(message);
  }

  /** Says what went wrong, where, and what to do, and what caused it. */
  public FormatMismatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
