// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.log.tck.LogStoreTck;

class MapdbLogStoreTest extends LogStoreTck {
  @Override
  protected String scheme() {
    return "mapdb";
  }
}
