// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** An index that is easy to see through: maps on the heap, written to a file when it is closed. */
final class HeapIndex implements VersionIndex {
  private static final String FILE = "heap.idx";

  private final Path file;
  private final boolean readOnly;
  private final long room;
  private final ConcurrentSkipListMap<byte[], NavigableMap<Long, Long>> keys =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
  private long size;

  private HeapIndex(Path file, boolean readOnly, long room) {
    this.file = file;
    this.readOnly = readOnly;
    this.room = room;
  }

  /** Makes indexes with room for a number of versions more than asked for. */
  static IndexFactory factory(long more) {
    return new IndexFactory() {
      @Override
      public VersionIndex create(Path folder, long versions) {
        return new HeapIndex(folder.resolve(FILE), false, versions + more);
      }

      @Override
      public VersionIndex open(Path folder, boolean readOnly) {
        HeapIndex index = new HeapIndex(folder.resolve(FILE), readOnly, Long.MAX_VALUE);
        index.load();
        return index;
      }
    };
  }

  @Override
  public void add(byte[] key, long time, long position) {
    if (size >= room) {
      throw new IndexFullException("it has room for " + room, new IllegalStateException());
    }
    keys.computeIfAbsent(key, k -> new ConcurrentSkipListMap<>()).put(time, position);
    size++;
  }

  @Override
  public Optional<Entry> find(byte[] key, long asOf) {
    return versions(key, Long.MIN_VALUE, asOf, Order.DESCENDING, 1).stream().findFirst();
  }

  @Override
  public List<Entry> versions(byte[] key, long after, long through, Order order, int limit) {
    NavigableMap<Long, Long> versions = keys.get(key);
    if (versions == null || after >= through) {
      return List.of();
    }
    NavigableMap<Long, Long> part = versions.subMap(after, false, through, true);
    return (order == Order.ASCENDING ? part : part.descendingMap())
        .entrySet().stream().limit(limit).map(e -> new Entry(e.getKey(), e.getValue())).toList();
  }

  @Override
  public List<byte[]> keys(ByteRange range, Order order, int limit) {
    NavigableMap<byte[], NavigableMap<Long, Long>> part = keys.tailMap(range.from(), true);
    if (range.to().isPresent()) {
      part = part.headMap(range.to().get(), false);
    }
    Stream<byte[]> all = (order == Order.ASCENDING ? part : part.descendingMap()).keySet().stream();
    return all.limit(limit).toList();
  }

  @Override
  public long size() {
    return size;
  }

  private void load() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        byte[] key;
        try {
          key = new byte[in.readInt()];
        } catch (EOFException e) {
          return;
        }
        in.readFully(key);
        add(key, in.readLong(), in.readLong());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (readOnly) {
      return;
    }
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (var key : keys.entrySet()) {
        for (var version : key.getValue().entrySet()) {
          out.writeInt(key.getKey().length);
          out.write(key.getKey());
          out.writeLong(version.getKey());
          out.writeLong(version.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
