// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.nio.file.Path;

/** Makes and opens a backend's {@link VersionIndex}. */
public interface IndexFactory {
  /**
   * Makes an empty index.
   *
   * @param folder an empty folder, of the index alone
   * @param versions the number of versions that it will hold soon; it should take some more
   */
  VersionIndex create(Path folder, long versions);

  /**
   * Opens an index that was closed.
   *
   * @param folder the folder that it was made in
   * @param readOnly whether nothing may be added and no file changed
   */
  VersionIndex open(Path folder, boolean readOnly);
}
