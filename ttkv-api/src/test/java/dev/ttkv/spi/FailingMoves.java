// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps that are counted, and of which one fails, or all from one on, as if the process had died.
 */
final class FailingMoves extends StoreFileMoves {
  private static final int NEVER = Integer.MAX_VALUE;

  /** What was done, in words. */
  final List<String> steps = new ArrayList<>();

  private int first = NEVER;
  private int last = NEVER;

  static FailingMoves at(int step) {
    FailingMoves moves = new FailingMoves();
    moves.first = step;
    moves.last = step;
    return moves;
  }

  static FailingMoves from(int step) {
    FailingMoves moves = new FailingMoves();
    moves.first = step;
    return moves;
  }

  private boolean fails(String step) {
    steps.add(step);
    return steps.size() - 1 >= first && steps.size() - 1 <= last;
  }

  private void step(String step) throws IOException {
    if (fails(step)) {
      throw new IOException("no " + step);
    }
  }

  @Override
  void make(Path folder) throws IOException {
    step("make " + folder.getFileName());
    super.make(folder);
  }

  @Override
  void move(Path from, Path to) throws IOException {
    step("move " + from.getFileName() + " to " + to.getFileName());
    super.move(from, to);
  }

  @Override
  void sync(Path folder) throws IOException {
    step("sync");
    super.sync(folder);
  }

  /** Deletes a part of it before it fails. */
  @Override
  void delete(Path tree) throws IOException {
    if (fails("delete " + tree.getFileName())) {
      File[] parts = tree.toFile().listFiles();
      if (parts != null && parts.length > 0) {
        super.delete(parts[0].toPath());
      }
      throw new IOException("no deleting");
    }
    super.delete(tree);
  }
}
