// SPDX-License-Identifier: Apache-2.0
/**
 * A store in one SQLite file: durable up to power loss, written and read by any number of threads
 * and processes of one machine at the same time.
 */
@NullMarked
package dev.ttkv.sqlite;

import org.jspecify.annotations.NullMarked;
