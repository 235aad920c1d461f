// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** Whether opening a store may create one, and whether it may be written to. */
public enum OpenMode {
  /** Open the store that is there, or create it. The folder that it lies in must exist. */
  CREATE,
  /** Create a store; refuse if there is one already. */
  CREATE_NEW,
  /** Open the store that is there; refuse if there is none. */
  EXISTING,
  /** Open the store that is there for reading only; writes throw {@link IllegalStateException}. */
  READ_ONLY
}
