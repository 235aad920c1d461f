// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.spi.Location;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** Turns what stands for a store on the command line into a location. */
final class Locations {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+:.*", Pattern.DOTALL);

  private Locations() {}

  /**
   * Returns the location; a path alone, drive letters included, is a SQLite file.
   *
   * @throws FormatMismatchException if that path is a folder, which stores of other backends are
   */
  static String of(String store) {
    if (SCHEME.matcher(store).matches()) {
      return store;
    }
    Location location = Location.parse("sqlite:" + store);
    if (!location.path().isEmpty() && Files.isDirectory(location.file())) {
      throw new FormatMismatchException(
          "%1$s is a folder, and a path alone is a SQLite file; if it is a store, write its backend before it, as in mapdb:%1$s"
              .formatted(location.path()));
    }
    return location.toString();
  }
}
