// SPDX-License-Identifier: Apache-2.0
/**
 * A store over a commit log, with a tree of MapDB's as its index: durable up to power loss, for one
 * process at a time.
 */
@NullMarked
package dev.ttkv.mapdb;

import org.jspecify.annotations.NullMarked;
