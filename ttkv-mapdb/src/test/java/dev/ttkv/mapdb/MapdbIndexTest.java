// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.tck.VersionIndexTck;
import java.time.Duration;

final class MapdbIndexTest extends VersionIndexTck {
  @Override
  protected IndexFactory factory() {
    return new MapdbIndexFactory(Duration.ofMinutes(1));
  }
}
