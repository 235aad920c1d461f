// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Makes a failing program shorter and its steps simpler while it fails, for a bounded effort. */
final class Shrinker {
  /**
   * A step with the simpler ones to try in its place.
   *
   * @param value the step
   * @param simpler gives simpler ones, the best ones first
   */
  record Piece(Op value, Supplier<Iterator<Piece>> simpler) {}

  private final Predicate<List<Op>> fails;
  private int left;

  private Shrinker(Predicate<List<Op>> fails, int effort) {
    this.fails = fails;
    this.left = effort;
  }

  /**
   * Returns a program that fails too and is not longer.
   *
   * @param program a program that fails
   * @param fails tells whether a program fails
   * @param effort how many programs to try
   */
  static List<Op> shrink(List<Piece> program, Predicate<List<Op>> fails, int effort) {
    Shrinker shrinker = new Shrinker(fails, effort);
    List<Piece> shortest = shrinker.shorten(program);
    List<Piece> simplest = shrinker.simplify(shortest);
    return values(shrinker.shorten(simplest));
  }

  /** Leaves out runs of steps, long ones first. */
  private List<Piece> shorten(List<Piece> program) {
    List<Piece> best = program;
    int length = Math.max(1, best.size() / 2);
    while (true) {
      boolean shorter = false;
      for (int from = best.size() - length; from >= 0; from -= length) {
        List<Piece> candidate = new ArrayList<>(best);
        candidate.subList(from, from + length).clear();
        if (stillFails(candidate)) {
          best = candidate;
          shorter = true;
        }
      }
      if (length == 1 && !shorter) {
        return best;
      }
      length = Math.max(1, length / 2);
    }
  }

  private List<Piece> simplify(List<Piece> program) {
    List<Piece> best = new ArrayList<>(program);
    for (int i = 0; i < best.size(); i++) {
      Iterator<Piece> simpler = best.get(i).simpler().get();
      while (left > 0 && simpler.hasNext()) {
        Piece old = best.get(i);
        Piece candidate = simpler.next();
        if (candidate.value().equals(old.value())) {
          continue;
        }
        best.set(i, candidate);
        if (stillFails(best)) {
          simpler = candidate.simpler().get();
        } else {
          best.set(i, old);
        }
      }
    }
    return best;
  }

  private boolean stillFails(List<Piece> program) {
    return left-- > 0 && fails.test(values(program));
  }

  private static List<Op> values(List<Piece> program) {
    return program.stream().map(Piece::value).toList();
  }
}
