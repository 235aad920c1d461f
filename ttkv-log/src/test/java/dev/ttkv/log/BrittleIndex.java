// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An index that fails in one thing. */
final class BrittleIndex implements VersionIndex {
  /** What fails. */
  enum What {
    ADD,
    FIND,
    CLOSE,
    OPEN
  }

  private final VersionIndex index;
  private final What what;

  private BrittleIndex(VersionIndex index, What what) {
    this.index = index;
    this.what = what;
  }

  static IndexFactory factory(What what) {
    IndexFactory whole = HeapIndex.factory(Long.MAX_VALUE / 2);
    return new IndexFactory() {
      @Override
      public VersionIndex create(Path folder, long versions) {
        return new BrittleIndex(whole.create(folder, versions), what);
      }

      @Override
      public VersionIndex open(Path folder, boolean readOnly) {
        if (what == What.OPEN) {
          throw new IllegalStateException("it does not open");
        }
        return new BrittleIndex(whole.open(folder, readOnly), what);
      }
    };
  }

  /** Makes an index with room for one version, and has no memory for another. */
  static IndexFactory onlyOne() {
    IndexFactory small = HeapIndex.factory(1);
    AtomicInteger made = new AtomicInteger();
    return new IndexFactory() {
      @Override
      public VersionIndex create(Path folder, long versions) {
        if (made.getAndIncrement() > 0) {
          throw new OutOfMemoryError("no heap");
        }
        return small.create(folder, versions);
      }

      @Override
      public VersionIndex open(Path folder, boolean readOnly) {
        return small.open(folder, readOnly);
      }
    };
  }

  private void attempt(What now) {
    if (now == what) {
      throw new IllegalStateException("failure of " + now);
    }
  }

  @Override
  public void add(byte[] key, long time, long position) {
    attempt(What.ADD);
    index.add(key, time, position);
  }

  @Override
  public Optional<Entry> find(byte[] key, long asOf) {
    attempt(What.FIND);
    return index.find(key, asOf);
  }

  @Override
  public List<Entry> versions(byte[] key, long after, long through, Order order, int limit) {
    return index.versions(key, after, through, order, limit);
  }

  @Override
  public List<byte[]> keys(ByteRange range, Order order, int limit) {
    return index.keys(range, order, limit);
  }

  @Override
  public long size() {
    return index.size();
  }

  @Override
  public void close() {
    attempt(What.CLOSE);
    index.close();
  }
}
