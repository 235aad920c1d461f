// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * A key and the value that it has as of the time read. Nobody changes the arrays.
 *
 * @param key the key's bytes
 * @param time the timestamp of the commit that put the value
 * @param value the value's bytes
 */
public record StoredEntry(byte[] key, long time, byte[] value) {}
