// SPDX-License-Identifier: Apache-2.0
/** ttkv in memory. */
module dev.ttkv.memory {
  requires transitive dev.ttkv;
  requires static org.jspecify;

  exports dev.ttkv.memory;

  provides dev.ttkv.spi.StoreProvider with
      dev.ttkv.memory.MemoryProvider;
}
