// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

/** There is no room in a {@link VersionIndex}; it is thrown away and a larger one is made. */
public final class IndexFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Makes the exception.
   *
   * @param message what is full
   * @param cause what the engine underneath threw
   */
  public IndexFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
