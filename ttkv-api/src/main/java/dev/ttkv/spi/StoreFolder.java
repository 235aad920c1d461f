// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be told of the folder of a store without opening it. The folder of the map is in it, so
 * that a folder of something else is told from a store whatever the map's own files are called.
 */
final class StoreFolder {
  /** The name of the map's folder. */
  static final String MAP = "map";

  /** The name of the folder in which it is made. */
  static final String DRAFT = "ttkv-new";

  /** The name, in that folder, of the map's folder while another one takes its place. */
  static final String OTHER = "old";

  private StoreFolder() {}

  /**
   * Tells whether the store is to be opened, since its folder is there, or to be created, where
   * nothing is or a folder that is empty or has a creation in it that was broken off (SPEC 9.3).
   *
   * @throws FormatMismatchException if what is there cannot be a store
   * @throws TimeTravelStoreException if the mode does not allow what would have to be done, or the
   *     folder cannot be looked at
   */
  static boolean isThere(String location, Path folder, OpenMode mode) {
    if (isIn(folder, MAP) || isIn(folder.resolve(DRAFT), OTHER)) {
      StoreFile.refuseNew(location, mode);
      return true;
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      refuseOthers(location, folder);
    }
    StoreFile.refuseToCreate(location, folder, mode);
    return false;
  }

  private static boolean isIn(Path folder, String name) {
    return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static void refuseOthers(String location, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FormatMismatchException(
          location + " is not a folder, as a store would be; choose another path");
    }
    try (Stream<Path> contents = Files.list(folder)) {
      Optional<String> other =
          contents
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.equals(DRAFT))
              .findFirst();
      if (other.isPresent()) {
        throw new FormatMismatchException(
            "%s is a folder that holds something else than a store, %s; choose another path"
                .formatted(location, other.get()));
      }
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
  }
}
