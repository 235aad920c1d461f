// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;

/**
 * Keeps reads from what was forgotten: each page is looked at after it was read, since an engine
 * moves the horizon before it removes what lies below (SPEC 2.6, 2.9).
 */
final class ReadGuard {
  private final String location;
  private final EngineReader reader;
  private final Retained begun;

  /** Makes a guard of what begins to be read now. */
  ReadGuard(String location, EngineReader reader) {
    this.location = location;
    this.reader = reader;
    this.begun = reader.retained();
  }

  /** Returns the horizon at the beginning. */
  long horizon() {
    return begun.horizon();
  }

  /**
   * Refuses a time below the horizon.
   *
   * @return this
   * @throws HistoryTrimmedException if it is
   */
  ReadGuard at(long time) {
    check(location, begun, time);
    return this;
  }

  /**
   * Refuses a range that begins or ends below the horizon. One that begins before all timestamps
   * begins with what is kept.
   *
   * @return where it begins
   * @throws HistoryTrimmedException if it does
   */
  long after(long after, long through) {
    if (after != Timestamps.NONE) {
      check(location, begun, after);
    }
    check(location, begun, through);
    return Math.max(after, begun.horizon());
  }

  /**
   * Returns a page that was read, if nothing has overtaken it.
   *
   * @param lowest the time above which all was needed that the page and those behind it have
   * @throws HistoryTrimmedException if a trim has
   * @throws HistoryErasedException if an erase has
   */
  <T> T passed(long lowest, T page) {
    Retained now = reader.retained();
    check(location, now, lowest);
    if (now.erasures() != begun.erasures()) {
      throw new HistoryErasedException(
          location + ": keys were erased while this was read; read it again from the beginning");
    }
    return page;
  }

  /** Refuses a time below the horizon. */
  static void check(String location, Retained retained, long time) {
    if (time < retained.horizon()) {
      throw new HistoryTrimmedException(
          "%s: what was before %s has been trimmed; %s cannot be read any more"
              .formatted(
                  location, Timestamps.toInstant(retained.horizon()), Timestamps.toInstant(time)),
          Timestamps.toInstant(retained.horizon()));
    }
  }
}
