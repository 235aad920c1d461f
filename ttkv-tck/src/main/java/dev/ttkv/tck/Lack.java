// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

/**
 * What a backend may lack: the capabilities of {@code SPEC.md}. The rules of a capability that is
 * lacking are tested for what such a backend does instead.
 */
public enum Lack {
  /**
   * Nothing survives closing: a store that is opened again is empty, opening the same place twice
   * gives two stores, and durability levels above {@link dev.ttkv.Durability#NONE} are refused.
   */
  DURABILITY,

  /**
   * What was written since the store was opened need not survive the death of its process, and
   * durability levels above {@link dev.ttkv.Durability#NONE} are refused. Whoever lacks {@link
   * #DURABILITY} lacks this too, without saying so.
   */
  CRASH_SAFETY,

  /**
   * Keys of 1 KiB are refused, and keys of 128 bytes are taken: the limit lies in between. For a
   * store over {@link dev.ttkv.spi.OrderedBytes} it follows from what the map takes; see {@link
   * dev.ttkv.spi.Limits#ofMapKeys}.
   */
  LONG_KEYS,

  /** Everything is kept for ever: trimming, erasing and pinning are not supported. */
  FORGETTING,

  /**
   * It cannot be backed up. Whoever lacks {@link #DURABILITY} need not say so: what is not there
   * when it is opened again is not tested.
   */
  BACKUP
}
