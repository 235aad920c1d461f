// SPDX-License-Identifier: Apache-2.0
/** A durable commit log, and stores over it with an index. */
module dev.ttkv.log {
  requires transitive dev.ttkv;
  requires static org.jspecify;

  exports dev.ttkv.log;
}
