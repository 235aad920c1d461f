// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What is done to a store as a whole, while it is used or not: see {@link
 * TimeTravelStore#maintenance}. It may be used by any number of threads.
 *
 * <p>Every method throws {@link IllegalStateException} if the store is closed, those that write
 * also if it was opened read-only, and {@link TimeTravelStoreException} if the store cannot be read
 * or written. A trim or an erase that ends so was done as a whole or not at all; doing it again
 * makes sure.
 *
 * @param <K> the keys
 */
public interface Maintenance<K> {
  /**
   * Reads everything that was committed until now, in every way in which it can be read, and
   * compares: versions that are damaged and versions that are missing are found (SPEC 7.3).
   *
   * @see #verify(LongConsumer)
   */
  default Verification verify() {
    return verify(versions -> {});
  }

  /**
   * Reads everything that was committed until now, in every way in which it can be read, and
   * compares. Damage does not end it: the rest is looked at too, and all that was found is returned
   * at the end. It writes nothing, and neither waits for others nor keeps them waiting. It takes
   * about as long as reading each version five times, and no more memory for a larger store.
   *
   * <p>What it cannot find is the loss of the newest commits as a whole, from everywhere at once,
   * as when an older copy of the store was put back: nothing in what is left says that there was
   * more. Compare {@link Verification#through} with what you know.
   *
   * @param progress is told now and then how many versions were looked at so far, in the thread
   *     that called; what it throws ends the verification
   * @throws NullPointerException if {@code progress} is null
   * @throws DamagedStoreException if the store is damaged in a way that leaves nothing to look at
   * @throws TimeTravelStoreException if the store cannot be read at all
   * @throws IllegalStateException if the store is closed
   */
  Verification verify(LongConsumer progress);

  /**
   * Moves the horizon up to a settled time: what was before cannot be read any more, and its space
   * is given back (SPEC 6.1). Of each key the version is kept that holds at the horizon, unless it
   * is a deletion. Streams that a trim overtakes throw {@link HistoryTrimmedException}. Writes wait
   * for it, reads do not. It does nothing if the horizon is there already.
   *
   * @return what was removed
   * @throws NullPointerException if {@code horizon} is null
   * @throws IllegalArgumentException if it is after the watermark, before the horizon, or after a
   *     moment that is pinned; nothing was changed
   * @throws UnsupportedOperationException if the backend keeps everything for ever
   */
  Trimming trim(Instant horizon);

  /**
   * Tells what {@link #trim} would remove now, and changes nothing.
   *
   * @throws NullPointerException if {@code horizon} is null
   * @throws IllegalArgumentException as {@link #trim} does
   */
  Trimming planTrim(Instant horizon);

  /**
   * Erases every version of some keys, and the notes of the commits that wrote them, from the
   * history, the change feed and all files (SPEC 6.3). The watermark stays. Snapshots taken before
   * do not see them any more; streams that it overtakes throw {@link HistoryErasedException}.
   *
   * @return the receipt; it says 0 versions if the keys have none
   * @throws NullPointerException if {@code keys} is or has null
   * @throws IllegalArgumentException if there are no keys, or the codec refuses one; nothing was
   *     changed
   * @throws UnsupportedOperationException if the backend keeps everything for ever
   */
  Erasure erase(Collection<K> keys);

  /**
   * Keeps a moment readable: no trim goes beyond it before the pin ends (SPEC 6.2).
   *
   * @param name what to call it
   * @param at the moment; one before the first possible timestamp is before everything
   * @param until when it ends, by the store's clock, from the first to the last possible timestamp
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if there is a pin of that name, the name is empty, has more
   *     than 256 bytes in UTF-8 or an unpaired surrogate, the moment is below the horizon or after
   *     the watermark, or the end is no possible timestamp or not after the clock; nothing was
   *     changed
   */
  Pin pin(String name, Instant at, Instant until);

  /**
   * Removes a pin.
   *
   * @return whether there was one of that name
   * @throws NullPointerException if {@code name} is null
   */
  boolean unpin(String name);

  /** Returns the pins that have not ended, in the order of their names. */
  List<Pin> pins();

  /**
   * Returns the SHA-256 of the horizon, of what holds there, and of all commits up to a time, notes
   * included (SPEC 8.2), in 64 hexadecimal digits. Stores with the same history have the same one,
   * whatever their backend. A time after the watermark stands for the watermark. If something is
   * trimmed or erased meanwhile it begins again.
   *
   * @throws NullPointerException if {@code time} is null
   * @throws HistoryTrimmedException if it is below the horizon
   */
  String digest(Instant time);

  /**
   * Copies everything that was committed until now to a place where nothing is, as a store of the
   * same kind, while this one is used (SPEC 8.3).
   *
   * @param target the file or folder to make, in a folder that is there
   * @throws NullPointerException if {@code target} is null
   * @throws IllegalArgumentException if it can be no store of this kind, as one of another file
   *     system than the default one
   * @throws TimeTravelStoreException if something is there already, or it cannot be written; then
   *     nothing is there that was not before
   * @throws UnsupportedOperationException if the backend cannot be backed up
   */
  void backup(Path target);
}
