// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/**
 * The fastest layout in Chronicle Map of what one would write by hand, behind a log: for each key
 * its newest time and where its blocks of times are, the values by time, and blocks of all times.
 * The maps have just the size that is needed. It knows no deletions, no checksums outside the log
 * and no readers beside a writer, and its scan is in no order.
 */
final class RawChronicle implements Contestant {
  private static final int BLOCK = 64;
  private static final int FEED_BLOCK = 256;
  private static final int HEAD_BYTES = 3 * Long.BYTES;
  private static final int ID_SHIFT = 24;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final RawLog log;
  private final ChronicleMap<byte[], byte[]> heads; // id of the key, number of versions, newest
  private final ChronicleMap<Long, byte[]> blocks;
  private final ChronicleMap<Long, byte[]> values;
  private final ChronicleMap<Long, byte[]> feed;
  private final byte[] feedBlock = new byte[FEED_BLOCK * Long.BYTES];
  private long feedCount;
  private long nextId;

  RawChronicle(Path folder, Workload workload) throws IOException {
    int versions = workload.puts() / workload.keys();
    log = new RawLog(folder);
    heads =
        ChronicleMapBuilder.of(byte[].class, byte[].class)
            .name("heads")
            .constantKeySizeBySample(new byte[Workload.KEY_LENGTH])
            .constantValueSizeBySample(new byte[HEAD_BYTES])
            .entries(workload.keys())
            .createPersistedTo(folder.resolve("heads").toFile());
    blocks =
        byNumber("blocks")
            .averageValueSize(Math.min(versions, BLOCK) * Long.BYTES * 0.75)
            .maxBloatFactor(3)
            .entries((long) workload.keys() * (versions / BLOCK + 1))
            .createPersistedTo(folder.resolve("blocks").toFile());
    values =
        byNumber("values")
            .constantValueSizeBySample(new byte[Workload.VALUE_LENGTH])
            .entries(workload.puts())
            .createPersistedTo(folder.resolve("values").toFile());
    feed =
        byNumber("feed")
            .constantValueSizeBySample(feedBlock)
            .entries(workload.puts() / FEED_BLOCK + 1)
            .createPersistedTo(folder.resolve("feed").toFile());
  }

  private static ChronicleMapBuilder<Long, byte[]> byNumber(String name) {
    return ChronicleMapBuilder.of(Long.class, byte[].class).name(name);
  }

  private static long longAt(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index * Long.BYTES);
  }

  private static void setLong(byte[] bytes, int index, long number) {
    LONG.set(bytes, index * Long.BYTES, number);
  }

  @Override
  public boolean ownTimes() {
    return true;
  }

  @Override
  public void put(Put put) {
    putAll(new Put[] {put});
  }

  @Override
  public void putAll(Put[] puts) {
    log.append(puts);
    for (Put put : puts) {
      insert(put.key().getBytes(UTF_8), put.ownTime(), put.value());
    }
    if (feedCount % FEED_BLOCK != 0) {
      feed.put(feedCount / FEED_BLOCK, feedBlock);
    }
  }

  private void insert(byte[] key, long time, byte[] value) {
    byte[] head = heads.get(key);
    if (head == null) {
      head = new byte[HEAD_BYTES];
      setLong(head, 0, nextId++);
    }
    long count = longAt(head, 1);
    long place = place(head, count);
    byte[] old = count % BLOCK == 0 ? new byte[0] : at(blocks, place);
    byte[] block = Arrays.copyOf(old, old.length + Long.BYTES);
    LONG.set(block, old.length, time);
    values.put(time, value);
    blocks.put(place, block);
    setLong(head, 1, count + 1);
    setLong(head, 2, time);
    heads.put(key, head);
    setLong(feedBlock, (int) (feedCount % FEED_BLOCK), time);
    feedCount++;
    if (feedCount % FEED_BLOCK == 0) {
      feed.put((feedCount - 1) / FEED_BLOCK, feedBlock);
    }
  }

  private static byte[] at(ChronicleMap<Long, byte[]> map, long number) {
    byte[] bytes = map.get(number);
    if (bytes == null) {
      throw new IllegalStateException("nothing at " + number);
    }
    return bytes;
  }

  private static long place(byte[] head, long version) {
    return longAt(head, 0) << ID_SHIFT | version / BLOCK;
  }

  private long stamp(long time) {
    return Workload.stamp(at(values, time));
  }

  @Override
  public long get(String key) {
    byte[] head = heads.get(key.getBytes(UTF_8));
    return head == null ? 0 : stamp(longAt(head, 2));
  }

  @Override
  public long getAsOf(String key, Moment time) {
    byte[] head = heads.get(key.getBytes(UTF_8));
    long found = head == null ? 0 : floor(head, time.nanos());
    return found == 0 ? 0 : stamp(found);
  }

  /** Returns the newest time of a key that is not after a time, 0 if there is none. */
  private long floor(byte[] head, long time) {
    if (longAt(head, 2) <= time) {
      return longAt(head, 2);
    }
    long low = 0;
    long high = (longAt(head, 1) - 1) / BLOCK;
    byte[] block = at(blocks, place(head, 0));
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      byte[] candidate = at(blocks, place(head, middle * BLOCK));
      if (longAt(candidate, 0) <= time) {
        low = middle;
        block = candidate;
      } else {
        high = middle - 1;
      }
    }
    int from = 0;
    int to = block.length / Long.BYTES;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (longAt(block, middle) <= time) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from == 0 ? 0 : longAt(block, from - 1);
  }

  @Override
  public long history(String key) {
    byte[] head = heads.get(key.getBytes(UTF_8));
    long sum = 0;
    if (head != null) {
      for (long number = (longAt(head, 1) - 1) / BLOCK; number >= 0; number--) {
        byte[] block = at(blocks, place(head, number * BLOCK));
        for (int i = block.length / Long.BYTES - 1; i >= 0; i--) {
          sum += stamp(longAt(block, i));
        }
      }
    }
    return sum;
  }

  @Override
  public long times(int newest) {
    long sum = 0;
    long left = Math.min(newest, feedCount);
    for (long end = feedCount; left > 0; ) {
      long number = (end - 1) / FEED_BLOCK;
      byte[] block = at(feed, number);
      for (; left > 0 && end > number * FEED_BLOCK; end--, left--) {
        sum += Moment.fraction(longAt(block, (int) ((end - 1) % FEED_BLOCK)));
      }
    }
    return sum;
  }

  @Override
  public long scan(Moment time) {
    long[] sum = {0};
    heads.forEachEntry(
        entry -> {
          long found = floor(entry.value().get(), time.nanos());
          if (found != 0) {
            String key = new String(entry.key().get(), UTF_8);
            sum[0] += Workload.entry(key, at(values, found));
          }
        });
    return sum[0];
  }

  @Override
  public void close() {
    heads.close();
    blocks.close();
    values.close();
    feed.close();
    log.close();
  }
}
