// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks timestamps, newest first, fetching them in blocks of growing size. */
final class TimesIterator implements Iterator<Instant> {
  /** Reads at most {@code limit} timestamps up to and with {@code through}, newest first. */
  @FunctionalInterface
  interface Source {
    long[] times(long through, int limit);
  }

  private static final int FIRST = 64;
  private static final int MOST = 4096;

  private final Runnable ensureOpen;
  private final Source source;
  private long through;
  private int limit = FIRST;
  private long[] block = {};
  private int position;
  private boolean atEnd;

  TimesIterator(Runnable ensureOpen, long through, Source source) {
    this.ensureOpen = ensureOpen;
    this.through = through;
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    ensureOpen.run();
    if (position == block.length && !atEnd) {
      block = source.times(through, limit);
      position = 0;
      atEnd = block.length == 0;
      if (!atEnd) {
        through = block[block.length - 1] - 1;
        limit = Math.min(4 * limit, MOST);
      }
    }
    return !atEnd;
  }

  @Override
  public Instant next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return Timestamps.toInstant(block[position++]);
  }
}
