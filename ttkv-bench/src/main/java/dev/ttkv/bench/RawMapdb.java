// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * The fastest layout in MapDB of what one would write by hand: a tree of the values by key and
 * time, and one of the times, in a mapped file without transactions, behind a log. Its keys must
 * have one length. It knows no deletions and no checksums outside the log.
 */
final class RawMapdb implements Contestant {
  private static final int NODE_SIZE = 16;
  private static final long STEP_BYTES = 64 << 20;

  private final RawLog log;
  private final DB db;
  private final BTreeMap<byte[], byte[]> versions;
  private final BTreeMap<Long, byte[]> times;

  RawMapdb(Path folder) {
    log = new RawLog(folder);
    db =
        DBMaker.fileDB(folder.resolve("bench.mapdb").toFile())
            .fileMmapEnable()
            .fileMmapPreclearDisable()
            .cleanerHackEnable()
            .allocateStartSize(STEP_BYTES)
            .allocateIncrement(STEP_BYTES)
            .make();
    versions =
        db.treeMap("versions", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
            .maxNodeSize(NODE_SIZE)
            .create();
    times =
        db.treeMap("times", Serializer.LONG_DELTA, Serializer.BYTE_ARRAY)
            .maxNodeSize(NODE_SIZE)
            .create();
  }

  private static byte[] place(byte[] key, long time) {
    byte[] place = Arrays.copyOf(key, key.length + Long.BYTES);
    ByteBuffer.wrap(place).putLong(key.length, time);
    return place;
  }

  private static long time(byte[] place) {
    return ByteBuffer.wrap(place).getLong(place.length - Long.BYTES);
  }

  private static boolean sameKey(byte[] one, byte[] other) {
    int length = one.length - Long.BYTES;
    return Arrays.equals(one, 0, length, other, 0, length);
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
      byte[] key = put.key().getBytes(UTF_8);
      versions.put(place(key, put.ownTime()), put.value());
      times.put(put.ownTime(), key);
    }
  }

  @Override
  public long get(String key) {
    return floor(key, Long.MAX_VALUE);
  }

  @Override
  public long getAsOf(String key, Moment time) {
    return floor(key, time.nanos());
  }

  private long floor(String key, long time) {
    byte[] place = place(key.getBytes(UTF_8), time);
    Map.Entry<byte[], byte[]> found = versions.floorEntry(place);
    return found == null || !sameKey(found.getKey(), place) ? 0 : Workload.stamp(found.getValue());
  }

  /** Reads oldest first: the other way MapDB's iterators are slower. */
  @Override
  public long history(String key) {
    byte[] bytes = key.getBytes(UTF_8);
    long sum = 0;
    for (Iterator<Map.Entry<byte[], byte[]>> found =
            versions.entryIterator(place(bytes, 0), true, place(bytes, Long.MAX_VALUE), true);
        found.hasNext(); ) {
      sum += Workload.stamp(found.next().getValue());
    }
    return sum;
  }

  @Override
  public long times(int newest) {
    long sum = 0;
    Iterator<Long> descending = times.descendingKeyIterator();
    for (int i = 0; i < newest && descending.hasNext(); i++) {
      sum += Moment.fraction(descending.next());
    }
    return sum;
  }

  @Override
  public long scan(Moment time) {
    long sum = 0;
    byte @Nullable [] key = null;
    byte @Nullable [] value = null;
    for (Iterator<Map.Entry<byte[], byte[]>> all = versions.entryIterator(); all.hasNext(); ) {
      Map.Entry<byte[], byte[]> entry = all.next();
      byte[] place = entry.getKey();
      if (key == null || !sameKey(place, key)) {
        sum += value(key, value);
        key = place;
        value = null;
      }
      if (time(place) <= time.nanos()) {
        value = entry.getValue();
      }
    }
    return sum + value(key, value);
  }

  private static long value(byte @Nullable [] place, byte @Nullable [] value) {
    if (place == null || value == null) {
      return 0;
    }
    return Workload.entry(new String(place, 0, place.length - Long.BYTES, UTF_8), value);
  }

  @Override
  public void close() {
    db.close();
    log.close();
  }
}
