// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.Order;
import dev.ttkv.log.VersionIndex.Entry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The versions of a key, oldest first, as they were when its head was read:
 *
 * <pre>
 * head   id of the history, number of its blocks, time of its first version, then up to 64 versions
 * block  64 versions
 * </pre>
 *
 * <p>A version is its time and its position. A history without blocks has neither an id nor the
 * time of its first version in its head. A head has the newest versions, one at least; before a
 * 65th comes they become a block. So blocks never change, and whoever has read a head finds all
 * blocks that it counts.
 */
final class History {
  /** The number of versions in a block. */
  static final int BLOCK = 64;

  private static final int COUNT = Long.BYTES;
  private static final int FIRST = 2 * Long.BYTES;
  private static final int START = 3 * Long.BYTES;
  private static final int VERSION = 2 * Long.BYTES;
  private static final int BLOCK_BITS = 28;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] head;
  private final LongFunction<byte[]> blocks;
  private final long blockCount;
  private byte[] block;
  private long blockNumber;

  /**
   * Makes it.
   *
   * @param head the head
   * @param blocks reads a block by its place
   */
  History(byte[] head, LongFunction<byte[]> blocks) {
    this.head = head;
    this.blocks = blocks;
    this.blockCount = longAt(head, COUNT);
    this.block = head;
    this.blockNumber = blockCount;
  }

  /** Returns the head of a key that has one version. */
  static byte[] first(long time, long position) {
    return with(new byte[START], time, position);
  }

  /** Returns a head with one more version, for which there must be room. */
  static byte[] with(byte[] head, long time, long position) {
    byte[] result = Arrays.copyOf(head, head.length + VERSION);
    LONG.set(result, head.length, time);
    LONG.set(result, head.length + Long.BYTES, position);
    return result;
  }

  /** Tells whether the versions of a head must become a block before there is another one. */
  static boolean isFull(byte[] head) {
    return head.length == START + BLOCK * VERSION;
  }

  /** Tells whether a head has no blocks, and so no id. */
  static boolean isFlat(byte[] head) {
    return longAt(head, COUNT) == 0;
  }

  /** Returns the id of a head that has blocks. */
  static long id(byte[] head) {
    return longAt(head, 0);
  }

  /** Returns the versions of a head that is full. */
  static byte[] block(byte[] head) {
    return Arrays.copyOfRange(head, START, head.length);
  }

  /** Returns the place of the block that a head will have next. */
  static long nextPlace(byte[] head, long id) {
    return place(id, longAt(head, COUNT));
  }

  /** Returns the head after its versions became a block, with no version. */
  static byte[] emptied(byte[] head, long id) {
    byte[] result = new byte[START];
    LONG.set(result, 0, id);
    LONG.set(result, COUNT, longAt(head, COUNT) + 1);
    LONG.set(result, FIRST, longAt(head, isFlat(head) ? START : FIRST));
    return result;
  }

  private static long place(long id, long number) {
    if (number >>> BLOCK_BITS != 0 || id >>> (Long.SIZE - 1 - BLOCK_BITS) != 0) {
      throw new IllegalStateException(
          "more than 2^34 versions of a key, or 2^35 keys that have more than 64");
    }
    return id << BLOCK_BITS | number;
  }

  private static long longAt(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** Returns the newest version that is not after {@code asOf}. */
  Optional<Entry> find(long asOf) {
    int newest = head.length - VERSION;
    if (longAt(head, newest) <= asOf) {
      return Optional.of(entry(head, newest));
    }
    long count = countThrough(asOf);
    return count == 0 ? Optional.empty() : Optional.of(get(count - 1));
  }

  /** Returns the first versions with after &lt; time &lt;= through. */
  List<Entry> list(long after, long through, Order order, int limit) {
    if (after >= through) {
      return List.of();
    }
    long from = countThrough(after);
    long to = countThrough(through);
    int count = (int) Math.min(limit, to - from);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(get(order == Order.ASCENDING ? from + i : to - 1 - i));
    }
    return entries;
  }

  private Entry get(long index) {
    load(index / BLOCK);
    return entry(block, start() + (int) (index % BLOCK) * VERSION);
  }

  private static Entry entry(byte[] versions, int offset) {
    return new Entry(longAt(versions, offset), longAt(versions, offset + Long.BYTES));
  }

  private long countThrough(long asOf) {
    load(blockCount);
    if (longAt(head, START) <= asOf) {
      return blockCount * BLOCK + countInBlock(asOf);
    }
    if (blockCount == 0 || longAt(head, FIRST) > asOf) {
      return 0;
    }
    loadBlockOf(asOf);
    return blockNumber * BLOCK + countInBlock(asOf);
  }

  /** Loads the block of the newest version that is not after a time, which is not in the head. */
  private void loadBlockOf(long asOf) {
    long low = 0;
    long lowTime = longAt(head, FIRST);
    long high = blockCount;
    long highTime = longAt(head, START);
    // times tend to be spread evenly; where they are not, every other guess halves the rest
    boolean guess = true;
    while (high - low > 1) {
      double share = guess ? ((double) asOf - lowTime) / ((double) highTime - lowTime) : 0.5;
      long middle = low + (long) (share * (high - low));
      load(Math.max(low + 1, Math.min(high - 1, middle)));
      long first = longAt(block, 0);
      if (first > asOf) {
        high = blockNumber;
        highTime = first;
      } else if (asOf <= longAt(block, (BLOCK - 1) * VERSION)) {
        return;
      } else {
        low = blockNumber;
        lowTime = first;
      }
      guess = !guess;
    }
    load(low);
  }

  private int countInBlock(long asOf) {
    int low = 0;
    int high = (block.length - start()) / VERSION;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (longAt(block, start() + middle * VERSION) <= asOf) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void load(long number) {
    if (number != blockNumber) {
      block = number == blockCount ? head : blocks.apply(place(id(head), number));
      blockNumber = number;
    }
  }

  private int start() {
    return blockNumber == blockCount ? START : 0;
  }
}
