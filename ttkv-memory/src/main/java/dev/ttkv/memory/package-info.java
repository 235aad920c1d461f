// SPDX-License-Identifier: Apache-2.0
/** The store in memory: {@link dev.ttkv.memory.MemoryStore}. */
@NullMarked
package dev.ttkv.memory;

import org.jspecify.annotations.NullMarked;
