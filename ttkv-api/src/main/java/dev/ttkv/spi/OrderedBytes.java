// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import java.nio.file.Path;
import java.util.List;

/**
 * An ordered map from bytes to bytes with atomic writes, which is what most embedded storage
 * engines are. {@link OrderedEngine} makes an {@link Engine} of it.
 *
 * <p>For a key of n bytes the map is given keys of up to 2n + 11 bytes (n + 11, and one more for
 * each zero byte in it), and asked for ranges whose ends are up to 2n + 12 bytes long. A map that
 * takes less than that for keys of 1 KiB (SPEC 3.7) says so with {@link #limits}.
 *
 * <p>Nothing is ever deleted from a map. What is to be forgotten is left out of a fresh one, which
 * the opener makes beside the one that is in use, and which takes its place when it is whole; a
 * backup is made in the same way. So a backend that is opened in a file or a folder trims, erases
 * and backs up without a line of its own.
 *
 * <p>Reads may be called by any number of threads at once, beside a write; they see what was
 * written before they began, and of a write under way all, nothing or a part. No method is called
 * after {@link #close}, nor while it runs. What the engine underneath throws need not be caught:
 * the engine over the map makes a {@link dev.ttkv.TimeTravelStoreException} of it, and of what
 * {@link #write} throws an unknown outcome. What the map is to say itself is a {@link
 * dev.ttkv.DamagedStoreException}, where the engine underneath has found damage (SPEC 7.3).
 */
public interface OrderedBytes {
  /**
   * A key and its value. Nobody changes the arrays.
   *
   * @param key the key
   * @param value the value
   */
  record Entry(byte[] key, byte[] value) {}

  /** Opens a map in a file or in a folder. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens the map, making an empty one if none is there. Another map may be open that the opener
     * opened elsewhere, and a map may have been moved since it was closed.
     *
     * @param path the file, there or not, or the folder, which is there
     * @throws dev.ttkv.DamagedStoreException if damage was found
     * @throws Exception if it cannot be opened; whatever was opened is closed again
     */
    OrderedBytes open(Path path) throws Exception;
  }

  /**
   * Returns the first entries of a range in the given order, their keys compared as unsigned bytes.
   * It is empty only if the range has none; a page that is shorter than was asked for costs time
   * and nothing else. {@link PageBuilder} keeps to range and limit.
   *
   * @param range which is not empty
   * @param limit how much to return; the first entry is returned however large it is
   * @throws dev.ttkv.DamagedStoreException if damage was found
   * @throws Exception if it cannot be read
   */
  List<Entry> page(ByteRange range, Order order, PageLimit limit) throws Exception;

  /**
   * Puts all entries, over what stands under the same keys, or none of them should it fail or the
   * process die, as durably as {@link #durability} says. No two of them have the same key. It is
   * called by one thread at a time.
   *
   * @throws dev.ttkv.CommitOutcomeUnknownException if it cannot be told whether it was written; the
   *     time is not looked at
   * @throws dev.ttkv.TimeTravelStoreException if something else went wrong; nothing was written
   * @throws Exception if it cannot be told either
   */
  void write(List<Entry> entries) throws Exception;

  /** Returns what a write survives once it has returned. */
  Durability durability();

  /** Returns what a store over this map takes at most; see {@link Limits#ofMapKeys}. */
  default Limits limits() {
    return Limits.DEFAULT;
  }

  /**
   * Releases everything. It is called once.
   *
   * @throws Exception if releasing failed
   */
  void close() throws Exception;
}
