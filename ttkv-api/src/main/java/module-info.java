// SPDX-License-Identifier: Apache-2.0
/** What users of ttkv see, and what the writers of backends see. */
module dev.ttkv {
  requires static org.jspecify;

  exports dev.ttkv;
  exports dev.ttkv.spi;

  uses dev.ttkv.spi.StoreProvider;
}
