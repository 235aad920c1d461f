// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A storage of versions: what the writer of a backend implements. It speaks bytes and nanoseconds
 * and knows no rules; {@link EngineStore} makes a store of it.
 *
 * <p>Arrays that an engine is given or gives belong to both sides: nobody changes them.
 */
public interface Engine extends EngineReader, AutoCloseable {
  /**
   * Decides, inside the engine's write exclusion, what to append. It is pure: an engine that loses
   * a race calls it again, and the last answer counts. It throws nothing but what the reader
   * throws.
   */
  @FunctionalInterface
  interface Decision {
    /**
     * Decides.
     *
     * @param head how far the engine is, inside the exclusion
     * @param reader reads what is published, inside the exclusion
     */
    Append decide(Head head, EngineReader reader);
  }

  /**
   * What to append.
   *
   * @param commits in ascending order of their times, the first one after the watermark; may be
   *     empty
   * @param watermark the watermark afterwards: not less than the last commit's time nor than the
   *     one before; if it is the one before and there is nothing else, there is nothing to do
   * @param retained what is retained afterwards, the horizon and the baseline as before; empty: as
   *     before
   */
  record Append(List<StoredCommit> commits, long watermark, Optional<Retained> retained) {
    /**
     * Copies the list.
     *
     * @throws NullPointerException if a component is null
     */
    public Append {
      commits = List.copyOf(commits);
      Objects.requireNonNull(retained, "retained");
    }

    /** Appends commits and nothing else. */
    public Append(List<StoredCommit> commits, long watermark) {
      this(commits, watermark, Optional.empty());
    }
  }

  /**
   * Decides, inside the engine's write exclusion, what to forget. It is pure: an engine may call it
   * again, and the last answer counts. It throws nothing but what the reader throws.
   */
  @FunctionalInterface
  interface Forgetting {
    /**
     * Decides.
     *
     * @param head how far the engine is, inside the exclusion
     * @param reader reads what is published, inside the exclusion
     * @return what to forget; empty: nothing
     */
    Optional<Forget> decide(Head head, EngineReader reader);
  }

  /**
   * What to forget: of each key all versions up to and with the horizon but the newest of them, and
   * that too if it is a deletion; all commits up to and with the horizon; and all of some keys.
   *
   * @param keys the keys of which every version is erased, and all notes of their commits; the
   *     bytes of neither may be left in any file
   * @param retained what is retained afterwards; its horizon is not less than the one before, and
   *     not greater than the watermark
   */
  record Forget(List<byte[]> keys, Retained retained) {
    /**
     * Copies the list.
     *
     * @throws NullPointerException if a component is null
     */
    public Forget {
      keys = List.copyOf(keys);
      Objects.requireNonNull(retained, "retained");
    }
  }

  /** Returns what was recorded of the codecs when the store was created. */
  StoreHeader header();

  /** Returns what the engine takes at most. */
  Limits limits();

  /** Returns what a write survives once it has returned. */
  Durability durability();

  /**
   * Appends what {@code decision} decides: all of it or nothing. The order is always: append, sync,
   * apply to indexes, publish the watermark, return. The store over an engine calls it from one
   * thread at a time; other processes may write too where the engine lets them.
   *
   * @throws dev.ttkv.StoreBusyException if another process held the exclusion for longer than
   *     {@link dev.ttkv.StoreOptions#busyWait()}; nothing was written
   * @throws dev.ttkv.CommitOutcomeUnknownException if it cannot be told whether it was written; the
   *     time is that of the last commit
   * @throws dev.ttkv.TimeTravelStoreException if something else went wrong; nothing was written
   * @throws IllegalStateException if the engine is closed; nothing was written
   */
  void write(Decision decision);

  /**
   * Looks for damage that nobody can see through the reads of an engine, such as an index that is
   * out of step or a part that no read leads to (SPEC 7.3). The store over an engine compares what
   * the reads say, so an engine that keeps nothing else has nothing to do here. It writes nothing,
   * goes on after what it finds, and needs memory for no more than a part of the store. It may be
   * called beside reads and a write, and then reports nothing that is only half written yet.
   *
   * @param findings takes what is found, in the thread that called
   * @throws dev.ttkv.DamagedStoreException if damage keeps it from going on; it counts as one more
   *     finding
   * @throws dev.ttkv.TimeTravelStoreException if something else went wrong
   * @throws IllegalStateException if the engine is closed
   */
  default void verify(Consumer<Finding> findings) {}

  /**
   * Forgets what {@code decision} decides (SPEC 6.1, 6.3): all of it or nothing, should the process
   * die at any moment, as durably as a write. What is left is there as it was, but for the chain of
   * commits: {@link Survivors} says what that is, for an engine that writes it anew. Readers see it
   * all or nothing, in each page, and the horizon before the page that is without what lies below.
   * Space is given back. It is called by the same one thread as {@link #write}.
   *
   * @return whether no file has bytes of what was erased any more; false if others, who still read
   *     them, keep them from being removed until a later forgetting or opening
   * @throws UnsupportedOperationException if the engine keeps everything for ever
   * @throws dev.ttkv.StoreBusyException if another process held the exclusion for too long; nothing
   *     was forgotten
   * @throws dev.ttkv.TimeTravelStoreException if something else went wrong; it was forgotten or
   *     not, and what is there is whole
   * @throws IllegalStateException if the engine is closed
   */
  default boolean forget(Forgetting decision) {
    throw new UnsupportedOperationException(
        "this backend keeps everything for ever: it cannot trim or erase");
  }

  /**
   * Copies what is published to a place where nothing is, as a store of the same kind (SPEC 8.3).
   * It may be called beside reads and writes.
   *
   * @param target the file or folder to make, in a folder that is there
   * @throws UnsupportedOperationException if the engine cannot be backed up
   * @throws IllegalArgumentException if the target can be no store of the kind
   * @throws dev.ttkv.TimeTravelStoreException if something is there already, or it cannot be
   *     written; then nothing is there afterwards that was not before
   * @throws IllegalStateException if the engine is closed
   */
  default void backup(Path target) {
    throw new UnsupportedOperationException("this backend cannot be backed up");
  }

  /**
   * Releases everything. Calls under way in other threads, a write too, finish or throw {@link
   * IllegalStateException}, as do later ones. Closing again does nothing.
   *
   * @throws dev.ttkv.TimeTravelStoreException if releasing failed
   */
  @Override
  void close();
}
