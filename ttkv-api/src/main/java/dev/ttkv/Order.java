// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** The direction of a read: over keys in their codec's order, over versions and commits in time. */
public enum Order {
  /** Smallest key first; oldest first. */
  ASCENDING,
  /** Greatest key first; newest first. */
  DESCENDING;

  /** Returns the other one. */
  public Order reversed() {
    return this == ASCENDING ? DESCENDING : ASCENDING;
  }
}
