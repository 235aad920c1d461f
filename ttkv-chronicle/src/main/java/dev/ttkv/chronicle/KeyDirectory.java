// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The keys in order, on the heap, in leaves: a key costs its bytes and about six more.
 *
 * <p>One thread at a time adds. It never changes a leaf but replaces it; when it divides one, the
 * greater half is there before the lesser takes the leaf's place. So a reader who finds a leaf that
 * does not reach as far as it should only has to look again.
 */
final class KeyDirectory {
  private static final int MOST_KEYS = 128;

  private final ConcurrentSkipListMap<byte[], KeyLeaf> leaves =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  KeyDirectory() {
    leaves.put(ByteRange.ALL.from(), KeyLeaf.EMPTY);
  }

  /** Adds a key that is not there. */
  void add(byte[] key) {
    Map.Entry<byte[], KeyLeaf> place = leaves.floorEntry(key);
    KeyLeaf leaf = place.getValue().with(key);
    if (leaf.size() > MOST_KEYS) {
      int middle = leaf.size() / 2;
      leaves.put(leaf.get(middle), leaf.greater(middle));
      leaf = leaf.lesser(middle);
    }
    leaves.put(place.getKey(), leaf);
  }

  /** Returns the first keys of a range, at most {@code limit} of them. */
  List<byte[]> list(ByteRange range, Order order, int limit) {
    List<byte[]> keys = new ArrayList<>();
    if (!range.isEmpty()) {
      if (order == Order.ASCENDING) {
        ascend(range, limit, keys);
      } else {
        descend(range, limit, keys);
      }
    }
    return keys;
  }

  private void ascend(ByteRange range, int limit, List<byte[]> keys) {
    byte[] from = range.from();
    while (true) {
      KeyLeaf leaf = leaves.floorEntry(from).getValue();
      if (!leaf.reaches(from)) {
        continue;
      }
      int end = range.to().map(leaf::countBefore).orElse(leaf.size());
      for (int i = leaf.countBefore(from); i < end; i++) {
        if (keys.size() == limit) {
          return;
        }
        keys.add(leaf.get(i));
      }
      if (leaf.next().isEmpty() || end < leaf.size()) {
        return;
      }
      from = leaf.next().get();
    }
  }

  private void descend(ByteRange range, int limit, List<byte[]> keys) {
    ByteRange rest = range;
    while (!rest.isEmpty()) {
      Map.Entry<byte[], KeyLeaf> place =
          rest.to().map(leaves::lowerEntry).orElseGet(leaves::lastEntry);
      KeyLeaf leaf = place.getValue();
      if (!leaf.reachesAllBefore(rest.to())) {
        continue;
      }
      int start = leaf.countBefore(rest.from());
      for (int i = rest.to().map(leaf::countBefore).orElse(leaf.size()) - 1; i >= start; i--) {
        if (keys.size() == limit) {
          return;
        }
        keys.add(leaf.get(i));
      }
      rest = rest.beyond(place.getKey(), Order.DESCENDING);
    }
  }
}
