// SPDX-License-Identifier: Apache-2.0
package com.example.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import org.junit.jupiter.api.Test;

final class ShelfTest {
  @Test
  void store_isFoundByItsScheme_onTheClassPathOrAsAModule() {
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open("shelf:", KeyCodec.utf8(), Codec.utf8())) {
      assertInstanceOf(Shelf.class, store);
    }
    boolean asModule = !"false".equals(System.getProperty("jdk.module.path", "false"));
    assertEquals(asModule, Shelf.class.getModule().isNamed());
  }
}
