// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * What all contestants are given, and what they must answer. Every key is put once a round, in an
 * order that differs from round to round; {@code commitSize} puts in a row are one commit.
 *
 * <p>Each value begins with a stamp that no other has. Answers are compared as sums of stamps.
 */
final class Workload {
  static final int KEY_LENGTH = 16;
  static final int VALUE_LENGTH = 100;

  private static final long START = 1_700_000_000_000_000_000L;
  private static final long STEP = 1_000;
  private static final long SCATTER = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final int versions;
  private final int commitSize;
  private final String[] keys;
  private final int[] keyOfPut;
  private final int[] putOfKey;
  private final byte[][] fillings = new byte[1024][VALUE_LENGTH];

  /**
   * Makes a workload.
   *
   * @param commitSize at most {@code keys}, and a divisor of it
   */
  Workload(int keys, int versions, int commitSize, long seed) {
    if (keys % commitSize != 0 || commitSize > STEP) {
      throw new IllegalArgumentException(keys + " keys do not fall into commits of " + commitSize);
    }
    this.versions = versions;
    this.commitSize = commitSize;
    Random random = new Random(seed);
    this.keys = keys(keys, random);
    this.keyOfPut = new int[keys * versions];
    this.putOfKey = new int[keys * versions];
    int[] order = new int[keys];
    for (int i = 0; i < keys; i++) {
      order[i] = i;
    }
    for (int round = 0; round < versions; round++) {
      shuffle(order, random);
      for (int i = 0; i < keys; i++) {
        keyOfPut[round * keys + i] = order[i];
        putOfKey[order[i] * versions + round] = round * keys + i;
      }
    }
    for (byte[] filling : fillings) {
      random.nextBytes(filling);
    }
  }

  private static String[] keys(int count, Random random) {
    Set<String> keys = new HashSet<>();
    while (keys.size() < count) {
      StringBuilder key = new StringBuilder(KEY_LENGTH);
      for (int i = 0; i < KEY_LENGTH; i++) {
        key.append(Character.forDigit(random.nextInt(36), 36));
      }
      keys.add(key.toString());
    }
    return keys.toArray(String[]::new);
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
  }

  int keys() {
    return keys.length;
  }

  int puts() {
    return keyOfPut.length;
  }

  int commitSize() {
    return commitSize;
  }

  /** Returns some puts in a row; those after the last begin again with the keys of the first. */
  Put[] puts(int from, int count) {
    Put[] puts = new Put[count];
    for (int i = 0; i < count; i++) {
      int put = from + i;
      byte[] value = fillings[put % fillings.length].clone();
      LONG.set(value, 0, stampOf(put));
      puts[i] = new Put(key(keyOfPut[put % keyOfPut.length]), value, time(put), ownTime(put));
    }
    return puts;
  }

  /** Returns what is asked for by who reads a random key, and as of a random time. */
  Query query(Random random) {
    int key = random.nextInt(keys.length);
    int put = random.nextInt(puts());
    return new Query(key, key(key), put, Moment.of(time(put)));
  }

  /** Returns a key, as a string of its own. */
  private String key(int key) {
    return new String(keys[key].toCharArray());
  }

  private long time(int put) {
    return START + (put / commitSize) * STEP;
  }

  private long ownTime(int put) {
    return time(put) - (commitSize - 1 - put % commitSize);
  }

  /** Returns the stamp of a value. */
  static long stamp(byte[] value) {
    return (long) LONG.get(value, 0);
  }

  private static long stampOf(int put) {
    return (put + 1) * SCATTER;
  }

  /** Returns the stamp of the newest value of a key. */
  long expectedGet(int key) {
    return stampOf(putOfKey[key * versions + versions - 1]);
  }

  /** Returns the stamp of the value of a key as of the commit of a put; 0 if it had none. */
  long expectedGetAsOf(int key, int put) {
    int round = put / keys.length;
    if (putOfKey[key * versions + round] / commitSize > put / commitSize) {
      round--;
    }
    return round < 0 ? 0 : stampOf(putOfKey[key * versions + round]);
  }

  /** Returns the sum of the stamps of all values of a key. */
  long expectedHistory(int key) {
    long sum = 0;
    for (int round = 0; round < versions; round++) {
      sum += stampOf(putOfKey[key * versions + round]);
    }
    return sum;
  }

  /** Returns the sum of the fractions of the newest times. */
  long expectedTimes(int newest, boolean own) {
    long sum = 0;
    for (int put = puts() - 1, n = 0; put >= 0 && n < newest; put -= own ? 1 : commitSize, n++) {
      sum += Moment.fraction(own ? ownTime(put) : time(put));
    }
    return sum;
  }

  /** Returns the sum of what {@link #entry} says of all keys as of the commit of a put. */
  long expectedScan(int put) {
    long sum = 0;
    for (int key = 0; key < keys.length; key++) {
      long stamp = expectedGetAsOf(key, put);
      sum += stamp == 0 ? 0 : stamp + keys[key].charAt(0);
    }
    return sum;
  }

  /** Returns what a key and its value add to the sum of a scan. */
  static long entry(String key, byte[] value) {
    return stamp(value) + key.charAt(0);
  }
}
