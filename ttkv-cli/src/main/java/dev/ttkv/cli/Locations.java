// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.regex.Pattern;

/** Turns what stands for a store on the command line into a location. */
final class Locations {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+:.*", Pattern.DOTALL);

  private Locations() {}

  /** Returns the location; a path alone, drive letters included, is a SQLite file. */
  static String of(String store) {
    return SCHEME.matcher(store).matches() ? store : "sqlite:" + store;
  }
}
