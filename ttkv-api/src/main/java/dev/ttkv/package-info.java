// SPDX-License-Identifier: Apache-2.0
/**
 * A map that remembers: {@link dev.ttkv.TimeTravelStore} and the words it speaks in.
 *
 * <p>Timestamps are {@link java.time.Instant}s of nanosecond resolution that fit a signed 64-bit
 * count of nanoseconds since the epoch (1677-09-21 to 2262-04-11). The rules cited as {@code SPEC
 * 2.1} are those of the file {@code SPEC.md} of the project.
 */
@NullMarked
package dev.ttkv;

import org.jspecify.annotations.NullMarked;
