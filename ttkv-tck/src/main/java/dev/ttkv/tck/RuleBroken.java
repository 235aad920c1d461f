// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import org.jspecify.annotations.Nullable;

/** A failure that knows which one of the rules of its test is broken. */
final class RuleBroken extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String rule;

  RuleBroken(String rule, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}
