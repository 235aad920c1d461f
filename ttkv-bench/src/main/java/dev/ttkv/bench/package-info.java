// SPDX-License-Identifier: Apache-2.0
/** ttkv side by side with hand-written loops and with the obvious recipes: {@link Bench}. */
@NullMarked
package dev.ttkv.bench;

import org.jspecify.annotations.NullMarked;
