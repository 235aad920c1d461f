// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.nio.file.Path;

/**
 * A kind of store that is measured.
 *
 * @param name what the tables call it
 * @param opener opens an empty one
 */
record Entrant(String name, Opener opener) {
  /** Opens an empty store. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @param folder an empty folder of its own
     * @param workload what it will be filled with, for who must know how much that is
     */
    Contestant open(Path folder, Workload workload) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
