// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds the history of a key by the key's bytes: a hash table that one thread adds to while any
 * number of threads read. A key is found a step nearer than in a map of nodes, and without an
 * object to look it up by.
 *
 * <p>A history goes to the first free slot from the one that its hash says, and stays there. A slot
 * is stored with release and read with acquire, so that who finds a history sees what was written
 * to it before it was added.
 */
final class KeyIndex {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(KeyHistory[].class);
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // secret, so that keys cannot be chosen to collide
  private static final long SEED = ThreadLocalRandom.current().nextLong();
  private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 1;

  private volatile KeyHistory[] table = new KeyHistory[16];
  private int size;

  /** Returns the hash of a key. */
  static int hash(byte[] key) {
    long hash = SEED ^ key.length;
    int i = 0;
    for (; i <= key.length - Long.BYTES; i += Long.BYTES) {
      hash = fold(hash ^ (long) WORD.get(key, i));
    }
    long rest = 0;
    for (; i < key.length; i++) {
      rest = rest << Byte.SIZE | (key[i] & 0xFF);
    }
    hash = fold(hash ^ rest);
    return (int) (hash ^ hash >>> Integer.SIZE);
  }

  private static long fold(long number) {
    return Math.multiplyHigh(number, FACTOR) ^ number * FACTOR;
  }

  /** Returns the history of the key, {@link KeyHistory#NONE} if it was never added. */
  KeyHistory find(byte[] key) {
    int hash = hash(key);
    KeyHistory[] table = this.table;
    int mask = table.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      KeyHistory found = (KeyHistory) SLOT.getAcquire(table, i);
      if (found == null) {
        return KeyHistory.NONE;
      }
      if (found.hash == hash && Arrays.equals(found.key, key)) {
        return found;
      }
    }
  }

  /** Adds the history of a key that is not in the table yet. */
  void add(KeyHistory history) {
    if (2 * (size + 1) > table.length) {
      KeyHistory[] larger = new KeyHistory[2 * table.length];
      for (KeyHistory old : table) {
        if (old != null) {
          insert(larger, old);
        }
      }
      table = larger;
    }
    insert(table, history);
    size++;
  }

  private static void insert(KeyHistory[] table, KeyHistory history) {
    int mask = table.length - 1;
    int i = history.hash & mask;
    while (table[i] != null) {
      i = (i + 1) & mask;
    }
    SLOT.setRelease(table, i, history);
  }
}
