// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks the keys that have a value: from the first one on, and if one of them cannot be read, back
 * from the last one too.
 */
final class EntryWalk {
  private static final int MOST_ITEMS = 1024;
  private static final int BYTES = 1 << 20;
  private static final ByteRange NOTHING = new ByteRange(new byte[0], Optional.of(new byte[0]));

  private final EngineReader reader;
  private final long asOf;
  private final Findings findings;

  EntryWalk(EngineReader reader, long asOf, Findings findings) {
    this.reader = reader;
    this.asOf = asOf;
    this.findings = findings;
  }

  void forEach(Consumer<StoredEntry> visitor) {
    ByteRange unread = walk(ByteRange.ALL, Order.ASCENDING, visitor);
    walk(unread, Order.DESCENDING, visitor);
  }

  /** Walks as far as it can, and returns what is left. */
  private ByteRange walk(ByteRange range, Order order, Consumer<StoredEntry> visitor) {
    ByteRange rest = range;
    int items = MOST_ITEMS;
    while (!rest.isEmpty()) {
      Page<StoredEntry, byte[]> page;
      try {
        page = reader.entries(rest, asOf, order, new PageLimit(items, BYTES));
      } catch (TimeTravelStoreException e) {
        reader.head(); // throws if nothing at all can be read
        if (items == 1) {
          findings.failure(e);
          return rest;
        }
        items = Math.max(1, items / 8);
        continue;
      }
      boolean further = false;
      for (StoredEntry entry : page.items()) {
        if (!rest.contains(entry.key())) {
          findings.version(entry.key(), entry.time(), "the key is listed in the wrong place");
          return NOTHING;
        }
        visitor.accept(entry);
        rest = rest.beyond(entry.key(), order);
        further = true;
      }
      if (page.next().isPresent() && rest.contains(page.next().get())) {
        rest = rest.beyond(page.next().get(), order);
        further = true;
      }
      if (page.next().isEmpty() || !further) {
        return NOTHING;
      }
    }
    return rest;
  }
}
