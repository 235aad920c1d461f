// SPDX-License-Identifier: Apache-2.0
/** The {@code ttkv} command. */
@NullMarked
package dev.ttkv.cli;

import org.jspecify.annotations.NullMarked;
