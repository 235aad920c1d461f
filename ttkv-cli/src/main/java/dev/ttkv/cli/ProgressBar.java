// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.Locale;

/** How far a long task is, on one line of a terminal that is gone when it is done. */
final class ProgressBar implements AutoCloseable {
  private static final int CELLS = 20;
  private static final long REDRAW_NANOS = 100_000_000;

  private final Terminal terminal;
  private final String what;
  private final long total;
  private final long start = System.nanoTime();
  private long drawn = start;
  private boolean visible;

  /** Makes one of a task of which nobody knows how long it is. */
  ProgressBar(Terminal terminal, String what) {
    this(terminal, what, 0);
  }

  ProgressBar(Terminal terminal, String what, long total) {
    this.terminal = terminal;
    this.what = what;
    this.total = total;
  }

  void update(long done) {
    long time = System.nanoTime();
    if (terminal.host().errTerminal() && time - drawn >= REDRAW_NANOS) {
      drawn = time;
      visible = true;
      terminal.error(
          "\r"
              + Text.cut(line(done, total, what, time - start), terminal.host().width() - 1)
              + "\033[K");
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (visible) {
      terminal.error("\r\033[K");
    }
  }

  static String line(long done, long total, String what, long nanos) {
    double perSecond = done * 1e9 / Math.max(1, nanos);
    if (total == 0) {
      return String.format(Locale.ROOT, "  %,d %s  %,.0f/s", done, what, perSecond);
    }
    int cells = (int) (CELLS * done / total);
    long secondsLeft = Math.round((total - done) / Math.max(1, perSecond));
    return String.format(
        Locale.ROOT,
        "  [%s%s] %3d %%  %,d %s  %,.0f/s  %d s left",
        "#".repeat(cells),
        ".".repeat(CELLS - cells),
        100 * done / total,
        done,
        what,
        perSecond,
        secondsLeft);
  }
}
