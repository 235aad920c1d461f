// SPDX-License-Identifier: Apache-2.0
/** The tests that every index over the commit log passes, and every store over it. */
module dev.ttkv.log.tck {
  requires transitive dev.ttkv.log;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.ttkv.log.tck;
}
