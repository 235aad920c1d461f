// SPDX-License-Identifier: Apache-2.0
/** The tests that every index over the commit log passes, and every store over it. */
@NullMarked
package dev.ttkv.log.tck;

import org.jspecify.annotations.NullMarked;
