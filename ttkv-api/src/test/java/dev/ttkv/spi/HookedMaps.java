// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.Order;
import java.nio.file.Path;
import java.util.List;

/** Maps that tell what is about to be done to them, so that a test can get in between. */
final class HookedMaps implements OrderedBytes.Opener {
  /** Is told of something; if it throws, that is not done. */
  @FunctionalInterface
  interface Hook<T> {
    void before(Path path, T what) throws Exception;
  }

  final KeptMaps maps = new KeptMaps();
  Hook<KeptMaps> onOpen = (path, all) -> {};
  Hook<List<OrderedBytes.Entry>> onWrite = (path, entries) -> {};
  Hook<MapBytes> onClose = (path, map) -> {};

  @Override
  public OrderedBytes open(Path path) throws Exception {
    onOpen.before(path, maps);
    MapBytes map = maps.open(path);
    return new OrderedBytes() {
      @Override
      public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
        return map.page(range, order, limit);
      }

      @Override
      public void write(List<Entry> entries) throws Exception {
        onWrite.before(path, entries);
        map.write(entries);
      }

      @Override
      public Durability durability() {
        return map.durability();
      }

      @Override
      public void close() throws Exception {
        onClose.before(path, map);
        map.close();
      }
    };
  }
}
