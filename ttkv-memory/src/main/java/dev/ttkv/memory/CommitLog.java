// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All commits, oldest first, in blocks that one thread fills while any number of threads read. Of a
 * commit it keeps where the versions are that it made.
 *
 * <p>The size is stored with release after all else and read with acquire before all else, as in a
 * {@link KeyHistory}.
 */
final class CommitLog {
  /** The commits of a block. */
  static final int BLOCK = 1 << 10;

  /** What a commit made, unless it is one version without a note, as most often. */
  private record Several(KeyHistory[] keys, int[] positions, Optional<byte[]> note) {
    StoredCommit commit(long time, long previous) {
      StoredChange[] changes = new StoredChange[keys.length];
      for (int i = 0; i < changes.length; i++) {
        changes[i] = keys[i].change(positions[i]);
      }
      return new StoredCommit(time, previous, List.of(changes), note);
    }
  }

  /** Some commits: their times, and the key of the version and its position, or {@link Several}. */
  private record Block(long[] times, Object[] made, int[] positions) {
    Block() {
      this(new long[BLOCK], new Object[BLOCK], new int[BLOCK]);
    }
  }

  private static final VarHandle SIZE;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(CommitLog.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Block[] blocks = {};
  private int size;

  /** Appends a commit that is later than all others and made one version. */
  void append(long time, KeyHistory key, int position) {
    Block block = blockToFill();
    block.positions[size % BLOCK] = position;
    append(block, time, key);
  }

  /** Appends a commit that is later than all others, with the versions that it made. */
  void append(long time, KeyHistory[] keys, int[] positions, Optional<byte[]> note) {
    append(blockToFill(), time, new Several(keys, positions, note));
  }

  private void append(Block block, long time, Object made) {
    block.times[size % BLOCK] = time;
    block.made[size % BLOCK] = made;
    SIZE.setRelease(this, size + 1);
  }

  private Block blockToFill() {
    int index = size / BLOCK;
    if (index == blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.max(4, 2 * index));
    }
    Block[] blocks = this.blocks;
    if (blocks[index] == null) {
      blocks[index] = new Block();
    }
    return blocks[index];
  }

  /**
   * Takes back the commits after {@code time}, which no reader has been shown yet; see {@link
   * KeyHistory#dropAfter}.
   */
  void dropAfter(long time) {
    SIZE.setRelease(this, countThrough(time));
  }

  /** Returns how many commits are not after {@code time}: the position of the first that is. */
  int countThrough(long time) {
    int low = 0;
    int high = (int) SIZE.getAcquire(this);
    if (high > 0 && time(high - 1) <= time) {
      return high;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time(middle) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the time of a commit. */
  long time(int position) {
    return blocks[position / BLOCK].times[position % BLOCK];
  }

  /** Returns a commit. */
  StoredCommit commit(int position) {
    Block block = blocks[position / BLOCK];
    int slot = position % BLOCK;
    long time = block.times[slot];
    long previous = position == 0 ? Timestamps.NONE : time(position - 1);
    return block.made[slot] instanceof KeyHistory key
        ? new StoredCommit(
            time, previous, List.of(key.change(block.positions[slot])), Optional.empty())
        : ((Several) block.made[slot]).commit(time, previous);
  }
}
