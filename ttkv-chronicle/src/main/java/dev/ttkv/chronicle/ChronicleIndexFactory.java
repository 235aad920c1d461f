// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.VersionIndex;
import java.nio.file.Path;

/** Makes and opens indexes of Chronicle Map's. */
final class ChronicleIndexFactory implements IndexFactory {
  private static final String ANALYTICS = "chronicle.analytics.disable";

  static {
    // they are not on the path, unless somebody else brings them
    if (System.getProperty(ANALYTICS) == null) {
      System.setProperty(ANALYTICS, "true");
    }
  }

  private final KeyLengths lengths = new KeyLengths();

  /**
   * Makes it.
   *
   * @throws IllegalStateException if Chronicle Map would fail in this virtual machine
   */
  ChronicleIndexFactory() {
    JvmAccess.require();
  }

  @Override
  public VersionIndex create(Path folder, long versions) {
    return ChronicleIndex.create(ChronicleFiles.create(folder, versions, lengths.mean()), lengths);
  }

  @Override
  public VersionIndex open(Path folder, boolean readOnly) {
    ChronicleFiles files = ChronicleFiles.open(folder);
    boolean opened = false;
    try {
      VersionIndex index = ChronicleIndex.open(files, readOnly, lengths);
      opened = true;
      return index;
    } finally {
      if (!opened) {
        files.close(false);
      }
    }
  }
}
