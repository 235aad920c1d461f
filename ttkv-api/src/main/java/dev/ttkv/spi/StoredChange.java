// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * What a commit does to one key. Nobody changes the arrays.
 *
 * @param key the key's bytes
 * @param deletion whether it is a deletion
 * @param value the value's bytes; of no length for a deletion
 */
public record StoredChange(byte[] key, boolean deletion, byte[] value) {}
