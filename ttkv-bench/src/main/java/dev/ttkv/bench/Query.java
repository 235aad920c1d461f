// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

/**
 * What a read asks for.
 *
 * @param number the number of the key
 * @param key the key, a string of its own, as one that comes from outside
 * @param put the put as of whose commit is read
 * @param time the time of that commit
 */
record Query(int number, String key, int put, Moment time) {}
