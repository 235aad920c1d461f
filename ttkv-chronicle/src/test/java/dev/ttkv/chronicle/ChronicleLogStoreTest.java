// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.log.tck.LogStoreTck;
import java.util.List;

class ChronicleLogStoreTest extends LogStoreTck {
  @Override
  protected String scheme() {
    return "chronicle";
  }

  @Override
  protected List<String> javaOptions() {
    return JvmAccessTest.FLAGS;
  }
}
