// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.tck.VersionIndexTck;

final class ChronicleIndexTest extends VersionIndexTck {
  @Override
  protected IndexFactory factory() {
    return new ChronicleIndexFactory();
  }
}
