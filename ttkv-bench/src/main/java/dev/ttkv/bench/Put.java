// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

/**
 * What is put.
 *
 * @param key the key, a string of its own, as one that comes from outside
 * @param value the value
 * @param time the time of the commit that it is part of
 * @param ownTime a time that no other put has, for who cannot store several at one: not after
 *     {@code time}, and after that of the commit before
 */
record Put(String key, byte[] value, long time, long ownTime) {}
