// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Walks the pages of a read, fetching each when it is needed. The first pages are small, since many
 * readers want no more than the first few items.
 */
final class PageIterator<T, C> implements Iterator<T> {
  /** Reads the page that begins beyond a place, or the first one. */
  @FunctionalInterface
  interface Source<T, C> {
    Page<T, C> page(Optional<C> beyond, PageLimit limit);
  }

  private static final int FIRST_ITEMS = 32;
  private static final int MOST_ITEMS = 1024;
  private static final int BYTES = 1 << 20;

  private final Runnable ensureOpen;
  private final Source<T, C> source;
  private int items = FIRST_ITEMS;
  private List<T> page = List.of();
  private int position;
  private Optional<C> beyond = Optional.empty();
  private boolean atEnd;

  PageIterator(Runnable ensureOpen, Source<T, C> source) {
    this.ensureOpen = ensureOpen;
    this.source = source;
  }

  @Override
  public boolean hasNext() {
    ensureOpen.run();
    while (position == page.size() && !atEnd) {
      Page<T, C> fetched = source.page(beyond, new PageLimit(items, BYTES));
      page = fetched.items();
      position = 0;
      beyond = fetched.next();
      atEnd = beyond.isEmpty();
      items = Math.min(4 * items, MOST_ITEMS);
    }
    return position < page.size();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.get(position++);
  }
}
