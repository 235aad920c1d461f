// SPDX-License-Identifier: Apache-2.0
/**
 * A store over a commit log, with maps of Chronicle Map's as its index: durable up to power loss,
 * for one process at a time, with little on the heap.
 */
@NullMarked
package dev.ttkv.chronicle;

import org.jspecify.annotations.NullMarked;
