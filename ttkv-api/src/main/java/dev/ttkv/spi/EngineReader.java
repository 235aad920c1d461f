// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.Optional;

/**
 * The reads of an {@link Engine}. Time ranges are (after, through], in nanoseconds since the epoch;
 * a time beyond the watermark means the watermark at the call. What was published later than that
 * is not seen, and of a commit everything is seen or nothing (SPEC 2.2, 2.5, 4.1).
 *
 * <p>Each read returns a bounded page and holds nothing open after it. Who wants the rest asks
 * again with the range narrowed to what lies beyond {@link Page#next()}.
 *
 * <p>Reads may be called by any number of threads at once, beside a write. They throw {@link
 * IllegalStateException} once the engine is closed, {@link dev.ttkv.DamagedStoreException} for
 * bytes that are not what was written, and {@link dev.ttkv.TimeTravelStoreException} for all else
 * that an engine can run into; never an exception of the engine underneath.
 */
public interface EngineReader {
  /** Returns how far the engine is; with several processes, as of this call. */
  Head head();

  /** Returns what the engine knows of its forgetting: that of {@link #head}, if that is dearer. */
  default Retained retained() {
    return head().retained();
  }

  /** Returns the newest version of the key that is not after {@code asOf}, deletions included. */
  Optional<StoredVersion> find(byte[] key, long asOf);

  /**
   * Returns what {@link #find} does, and what the engine knew of its forgetting then or later. An
   * engine where a read costs more than what it reads should say both in one.
   */
  default Found findAndRetained(byte[] key, long asOf) {
    return new Found(find(key, asOf), retained());
  }

  /**
   * What was found, and what could be.
   *
   * @param version the version, empty if there is none
   * @param retained what the engine retained when it was looked for, or later
   */
  record Found(Optional<StoredVersion> version, Retained retained) {}

  /** Returns versions of the key with after &lt; time &lt;= through, deletions included. */
  Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit);

  /** Returns the keys of the range that have a value as of a time, with it, in key order. */
  Page<StoredEntry, byte[]> entries(ByteRange range, long asOf, Order order, PageLimit limit);

  /**
   * Returns timestamps of commits with after &lt; time &lt;= through, at most {@code limit} of
   * them. Only at the end is it empty.
   */
  long[] times(long after, long through, Order order, int limit);

  /**
   * Returns timestamps of versions of the key with after &lt; time &lt;= through, at most {@code
   * limit} of them. Only at the end is it empty.
   */
  long[] times(byte[] key, long after, long through, Order order, int limit);

  /** Returns whole commits with after &lt; time &lt;= through; a page counts their changes. */
  Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit);
}
