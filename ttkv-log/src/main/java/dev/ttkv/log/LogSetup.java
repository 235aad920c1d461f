// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.StoreLock;
import java.nio.file.Path;

/**
 * What stays the same from generation to generation of a store.
 *
 * @param folder the folder of the store
 * @param lock the lock on it
 * @param options the options that it was opened with
 * @param factory makes its indexes
 * @param segmentBytes the length from which a segment is followed by another
 */
record LogSetup(
    LogFolder folder,
    StoreLock lock,
    StoreOptions options,
    IndexFactory factory,
    int segmentBytes) {
  boolean readOnly() {
    return options.mode() == OpenMode.READ_ONLY;
  }

  Durability durability() {
    return options.durability().orElse(Durability.POWER);
  }

  LogOpening generation(long number) {
    return new LogOpening(folder.location(), folder.disk(), folder.generation(number), number);
  }

  /**
   * Returns the same for another place, which nobody else knows of yet.
   *
   * @param name what to call it in messages
   */
  LogSetup in(Path other, String name) {
    return new LogSetup(
        new LogFolder(name, other, folder.disk()),
        lock,
        options.withMode(OpenMode.CREATE),
        factory,
        segmentBytes);
  }
}
