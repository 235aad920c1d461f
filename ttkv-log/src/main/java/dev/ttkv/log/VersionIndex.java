// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import java.util.List;
import java.util.Optional;

/**
 * Finds the versions of a key: for each, its time and where in the log it stands. It promises
 * nothing about crashes, since it is made anew from the log after one.
 *
 * <p>One thread at a time adds; any number of threads read, beside it too. A read sees what was
 * added before it began, and of what is being added all, nothing or a part. Times are in
 * nanoseconds since the epoch, ranges of them (after, through]. Nobody changes the arrays that are
 * given or returned. No method is called after {@link #close} nor while it runs.
 *
 * <p>What the engine underneath throws need not be caught: the engine over the log translates it.
 */
public interface VersionIndex extends AutoCloseable {
  /**
   * A version of a key that is known from the context.
   *
   * @param time the timestamp of its commit
   * @param position where it stands in the log
   */
  record Entry(long time, long position) {}

  /**
   * A key as of a time.
   *
   * @param key the key
   * @param version its newest version that is not after the time, if there is one
   */
  record Newest(byte[] key, Optional<Entry> version) {}

  /**
   * Adds a version of a key that is later than all versions of that key.
   *
   * @throws IndexFullException if there is no room in this index, but would be in a larger one
   */
  void add(byte[] key, long time, long position);

  /** Returns the newest version of the key that is not after {@code asOf}. */
  Optional<Entry> find(byte[] key, long asOf);

  /**
   * Returns the first versions of the key, in the given order, with after &lt; time &lt;= through,
   * at most {@code limit} of them. Only at the end are they fewer.
   */
  List<Entry> versions(byte[] key, long after, long through, Order order, int limit);

  /**
   * Returns the first keys of the range, in the given order as unsigned bytes, that have versions
   * of whatever time, at most {@code limit} of them. Only at the end are they fewer.
   */
  List<byte[]> keys(ByteRange range, Order order, int limit);

  /**
   * Returns {@link #keys the first keys of the range}, each with what {@link #find} says of it. An
   * index overrides it that comes past the versions when it walks the keys.
   */
  default List<Newest> newest(ByteRange range, long asOf, Order order, int limit) {
    return keys(range, order, limit).stream().map(key -> new Newest(key, find(key, asOf))).toList();
  }

  /** Returns the number of versions. */
  long size();

  /**
   * Writes everything to the disk, with a sync, and releases everything. It is called once. When it
   * has returned, the index may be opened again as it is.
   */
  @Override
  void close();
}
