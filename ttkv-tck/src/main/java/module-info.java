// SPDX-License-Identifier: Apache-2.0
/** The property suite that every ttkv backend passes. */
module dev.ttkv.tck {
  requires java.management;
  requires static org.jspecify;
  requires transitive dev.ttkv;
  requires transitive org.junit.jupiter.api;
  requires net.jqwik.api;

  exports dev.ttkv.tck;

  opens dev.ttkv.tck to
      dev.ttkv,
      org.junit.platform.commons;
}
