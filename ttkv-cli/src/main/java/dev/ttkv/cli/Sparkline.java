// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.List;

/** A chart of one line, a block a number. */
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** Draws the numbers between a bottom and a top; a row of equal ones lies at the bottom. */
  static String draw(List<Integer> numbers, int bottom, int top) {
    StringBuilder line = new StringBuilder();
    double range = Math.max(1, top - bottom);
    for (int number : numbers) {
      long level = Math.round((number - bottom) / range * (BLOCKS.length() - 1));
      line.append(BLOCKS.charAt((int) Math.max(0, Math.min(BLOCKS.length() - 1, level))));
    }
    return line.toString();
  }
}
