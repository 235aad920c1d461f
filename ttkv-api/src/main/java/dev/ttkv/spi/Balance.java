// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * Tells whether two walks came across the same things, in whatever order and without keeping them:
 * what one of them meets is added, what the other meets is taken away, as hashes that are summed up
 * in some thousand places. A place that is not at zero in the end shows where to look again.
 */
final class Balance {
  /** Versions that others of their key lead to, against those that lead on to others. */
  static final int VERSION = 1;

  /** The newest versions of keys that have a value, against the entries. */
  static final int ENTRY = 2;

  /** The commits, against the times. */
  static final int COMMIT = 3;

  /** The versions that hold at the horizon; see {@link Retained.Baseline}, which is stored. */
  static final int BASELINE = 4;

  private static final int PLACES = 1 << 14;
  private static final byte[] NO_KEY = {};

  private final long[] sums = new long[PLACES];

  void add(int kind, byte[] key, long time) {
    sums[place(kind, key)] += hash(kind, key, time);
  }

  void take(int kind, byte[] key, long time) {
    sums[place(kind, key)] -= hash(kind, key, time);
  }

  void addCommit(long time) {
    sums[placeOfCommit(time)] += hash(COMMIT, NO_KEY, time);
  }

  void takeCommit(long time) {
    sums[placeOfCommit(time)] -= hash(COMMIT, NO_KEY, time);
  }

  /** Tells whether something about the key was met by one walk and not by the other. */
  boolean isOff(int kind, byte[] key) {
    return sums[place(kind, key)] != 0;
  }

  /** Tells whether a commit of about this time was met by one walk and not by the other. */
  boolean isOffAt(long time) {
    return sums[placeOfCommit(time)] != 0;
  }

  boolean isEven() {
    for (long sum : sums) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  private static int place(int kind, byte[] key) {
    return (int) hash(kind, key, 0) & (PLACES - 1);
  }

  private static int placeOfCommit(long time) {
    return (int) hash(COMMIT, NO_KEY, time) & (PLACES - 1);
  }

  /** Returns the hash of a thing; that of a baseline never changes, since engines store it. */
  static long hash(int kind, byte[] key, long time) {
    long hash = mixed(mixed(kind) + time);
    for (byte b : key) {
      hash = mixed(hash + b);
    }
    return hash;
  }

  /** The finalizer of SplitMix64. */
  private static long mixed(long number) {
    long mixed = number + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
