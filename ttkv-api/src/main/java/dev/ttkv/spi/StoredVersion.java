// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * A version of a key that is known from the context. Nobody changes the array.
 *
 * @param time the timestamp of the commit
 * @param deletion whether it is a deletion
 * @param value the value's bytes; of no length for a deletion
 */
public record StoredVersion(long time, boolean deletion, byte[] value) {}
