// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle.child;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;

/** A process that opens a store by its location, writes to it and says so. */
public final class OpenByLocation {
  private OpenByLocation() {}

  /** Takes the location. */
  public static void main(String[] args) {
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(args[0], KeyCodec.utf8(), Codec.utf8())) {
      store.put("key", "value");
      System.out.println("opened " + store);
    }
  }
}
