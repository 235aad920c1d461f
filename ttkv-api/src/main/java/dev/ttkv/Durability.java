// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

/** What an acknowledged commit survives (SPEC 7.1). A greater constant survives more. */
public enum Durability {
  /** Nothing: the end of the process may lose it. */
  NONE,
  /** The death of the process ({@code kill -9}), but not of the machine. */
  PROCESS,
  /** Power loss, on a disk that syncs when it says so. */
  POWER
}
