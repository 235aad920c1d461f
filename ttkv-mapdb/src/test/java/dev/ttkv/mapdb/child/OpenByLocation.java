// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb.child;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;

/** A process that opens a store by its location, writes to it, and says of what module it is. */
public final class OpenByLocation {
  private OpenByLocation() {}

  /** Takes the location. */
  public static void main(String[] args) throws ClassNotFoundException {
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(args[0], KeyCodec.utf8(), Codec.utf8())) {
      store.put("key", "value");
      System.out.println("opened " + store.get("key").orElse("nothing"));
      System.out.println(store.getClass().getModule());
      System.out.println(Class.forName("org.mapdb.DB").getModule());
    }
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(args[0], KeyCodec.utf8(), Codec.utf8())) {
      System.out.println("again " + store.get("key").orElse("nothing"));
    }
  }
}
