// SPDX-License-Identifier: Apache-2.0
module com.example.shelf {
  requires transitive dev.ttkv;

  exports com.example.shelf;

  provides dev.ttkv.spi.StoreProvider with
      com.example.shelf.ShelfProvider;
}
