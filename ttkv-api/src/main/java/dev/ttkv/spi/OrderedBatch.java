// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers what is to be put into the map of an {@link OrderedEngine} in one write. */
final class OrderedBatch {
  private static final int MANY_ENTRIES = 1 << 14;
  private static final int MANY_BYTES = 4 << 20;
  private static final byte[] NOTHING = {};

  private List<OrderedBytes.Entry> entries = new ArrayList<>();
  private final Set<ByteBuffer> listed = new HashSet<>();
  private long bytes;

  void version(StoredChange change, long time) {
    byte[] key = change.key();
    byte[] record =
        new VersionRecord(change.deletion(), change.value(), Optional.empty()).encode(key, time);
    put(OrderedLayout.versionKey(key, time), record);
    if (listed.add(ByteBuffer.wrap(key))) {
      put(OrderedLayout.directoryKey(key), NOTHING);
    }
  }

  /** Takes what is kept of a commit beside its versions. */
  void commit(StoredCommit commit) {
    put(OrderedLayout.commitKey(commit.time()), OrderedLayout.encodeCommit(commit));
  }

  void header(StoreHeader header) {
    put(OrderedLayout.HEADER, OrderedLayout.encodeHeader(header));
  }

  /** Takes a head, without what is retained. */
  void head(Head head) {
    put(OrderedLayout.HEAD, OrderedLayout.encodeHead(head));
  }

  void retained(Retained retained) {
    put(OrderedLayout.RETAINED, OrderedLayout.encodeRetained(retained));
  }

  private void put(byte[] place, byte[] value) {
    entries.add(new OrderedBytes.Entry(place, value));
    bytes += place.length + value.length;
  }

  /** Tells whether it is enough for one write, if it may be divided. */
  boolean isLarge() {
    return entries.size() >= MANY_ENTRIES || bytes >= MANY_BYTES;
  }

  /** Returns what was gathered, of which no two have the same place, and begins anew. */
  List<OrderedBytes.Entry> take() {
    List<OrderedBytes.Entry> taken = entries;
    entries = new ArrayList<>();
    listed.clear();
    bytes = 0;
    return taken;
  }
}
