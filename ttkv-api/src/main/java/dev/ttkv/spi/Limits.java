// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

/**
 * What an engine takes at most; the store over an engine refuses more before anything is written,
 * and says the limit (SPEC 3.7).
 *
 * @param keyBytes the bytes of a key, at least 1 KiB; a backend that lacks long keys takes less,
 *     and at least 128
 * @param valueBytes the bytes of a value, at least 1 MiB
 * @param commitChanges the changes of a commit, at least 1,000
 * @param commitBytes the bytes of all keys and values of a commit and its note
 */
public record Limits(int keyBytes, int valueBytes, int commitChanges, long commitBytes) {
  /** What an engine takes that has no reason for other limits. */
  public static final Limits DEFAULT = new Limits(64 << 10, 256 << 20, 1_000_000, 512L << 20);

  /**
   * Checks that the limits are not less than what every backend takes.
   *
   * @throws IllegalArgumentException if one is
   */
  public Limits {
    if (keyBytes < 128 || valueBytes < 1 << 20 || commitChanges < 1_000) {
      throw new IllegalArgumentException(
          "an engine takes keys of 128 bytes, values of 1 MiB and commits of 1,000 changes at"
              + " least");
    }
    if (commitBytes < (long) keyBytes + valueBytes) {
      throw new IllegalArgumentException("a commit of one key and value must fit");
    }
  }

  /**
   * Returns the limits of a store over an {@link OrderedBytes} whose engine takes keys of so many
   * bytes at most. For stores to take keys of 1 KiB that has to be 2,060; with less, as of LMDB,
   * the backend lacks long keys, and its stores refuse keys of more than these limits say.
   *
   * @throws IllegalArgumentException if it is less than 268, which is for keys of 128 bytes
   */
  public static Limits ofMapKeys(int bytes) {
    return new Limits(
        Math.min(DEFAULT.keyBytes, (bytes - OrderedLayout.MORE_OF_A_KEY) / 2),
        DEFAULT.valueBytes,
        DEFAULT.commitChanges,
        DEFAULT.commitBytes);
  }
}
