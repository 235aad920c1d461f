// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import org.jspecify.annotations.Nullable;

/**
 * A failure of what the test class of a backend gives the kit, such as an {@code open} that returns
 * null. No rule was tested, so the failure names none.
 */
final class HookBroken extends AssertionError {
  private static final long serialVersionUID = 1L;

  HookBroken(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
