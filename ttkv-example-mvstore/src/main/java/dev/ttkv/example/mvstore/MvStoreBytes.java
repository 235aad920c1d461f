// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.example.mvstore;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.OrderedBytes;
import dev.ttkv.spi.PageBuilder;
import dev.ttkv.spi.PageLimit;
import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** The ordered map of bytes in an MVStore file. */
final class MvStoreBytes implements OrderedBytes {
  private final MVStore store;
  private final MVMap<byte[], byte[]> map;
  private final Durability durability;

  MvStoreBytes(Path file, Durability durability) {
    this.durability = durability;
    // through "async:", for the way that is taken by default closes the file at an interrupt
    store = new MVStore.Builder().fileName("async:" + file).autoCommitDisabled().open();
    map =
        store.openMap(
            "ttkv",
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
  }

  @Override
  public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
    boolean descending = order == Order.DESCENDING;
    byte[] first = descending ? range.to().orElseGet(map::lastKey) : range.from();
    Cursor<byte[], byte[]> cursor = map.cursor(first, null, descending);
    PageBuilder page = new PageBuilder(range, order, limit);
    while (cursor.hasNext() && page.add(cursor.next(), cursor.getValue())) {}
    return page.entries();
  }

  @Override
  public void write(List<Entry> entries) {
    entries.forEach(entry -> map.put(entry.key(), entry.value()));
    store.commit();
    if (durability == Durability.POWER) {
      store.sync();
    }
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public void close() {
    store.close();
  }
}
