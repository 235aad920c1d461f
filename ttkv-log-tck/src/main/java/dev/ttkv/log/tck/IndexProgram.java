// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ttkv.Order;
import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.IndexFullException;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.log.VersionIndex.Newest;
import dev.ttkv.spi.ByteRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A random program, run on an index and on the model; every answer is compared. */
final class IndexProgram implements AutoCloseable {
  private static final int LONG_KEY = 1 << 16;

  private record Version(byte[] key, long time, long position) {}

  private final long seed;
  private final Random random;
  private final IndexFactory factory;
  private final Path folder;
  private final List<byte[]> keys = new ArrayList<>();
  private final IndexModel model = new IndexModel();
  private final List<Version> added = new ArrayList<>();
  private int folders;
  private long room;
  private VersionIndex index;
  private long lastTime;

  IndexProgram(long seed, IndexFactory factory, Path folder) {
    this.seed = seed;
    this.random = new Random(seed);
    this.factory = factory;
    this.folder = folder;
    this.room = random.nextInt(100);
    this.index = factory.create(nextFolder(), room);
    this.lastTime =
        random.nextInt(4) == 0 ? Long.MIN_VALUE : random.nextLong(Long.MAX_VALUE / 2) * -1;
    for (int i = 0; i < 24; i++) {
      keys.add(newKey());
    }
  }

  private Path nextFolder() {
    try {
      return Files.createDirectories(folder.resolve("index-" + folders++));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] newKey() {
    if (random.nextInt(12) == 0) {
      byte[] key = new byte[LONG_KEY - random.nextInt(2)];
      Arrays.fill(key, random.nextBoolean() ? 0 : (byte) 0xFF);
      key[key.length - 1] = (byte) random.nextInt(2);
      return key;
    }
    byte[] bytes = {0, 1, 'a', (byte) 0xFE, (byte) 0xFF};
    byte[] key = new byte[random.nextInt(5)];
    for (int i = 0; i < key.length; i++) {
      key[i] = bytes[random.nextInt(bytes.length)];
    }
    return key;
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> add();
        case 4, 5, 6 -> find();
        case 7, 8 -> versions();
        case 9, 10 -> keys();
        default -> reopen();
      }
      assertEquals(model.size(), index.size(), this::where);
    }
  }

  private String where() {
    return "seed " + seed;
  }

  private void add() {
    if (lastTime == Long.MAX_VALUE) {
      return;
    }
    long gap = random.nextInt(30) == 0 ? Long.MAX_VALUE - Math.max(lastTime, 0) : 3;
    lastTime += 1 + random.nextLong(Math.max(1, gap));
    Version version = new Version(key(), lastTime, random.nextLong() >>> 1);
    added.add(version);
    model.add(version.key(), version.time(), version.position());
    try {
      index.add(version.key(), version.time(), version.position());
    } catch (IndexFullException e) {
      enlarge();
    }
  }

  private void enlarge() {
    for (int tries = 0; tries < 16; tries++) {
      index.close();
      room = Math.max(2 * room, 1 << 10);
      index = factory.create(nextFolder(), room);
      try {
        for (Version again : added) {
          index.add(again.key(), again.time(), again.position());
        }
        return;
      } catch (IndexFullException e) {
        // larger still
      }
    }
    throw new AssertionError(
        "%d versions have no room in one for %d".formatted(added.size(), room));
  }

  private byte[] key() {
    return keys.get(random.nextInt(keys.size())).clone();
  }

  private long time() {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MIN_VALUE + 1;
      case 2 -> Long.MAX_VALUE;
      case 3 -> random.nextLong();
      default ->
          added.isEmpty()
              ? 0
              : added.get(random.nextInt(added.size())).time() + random.nextInt(3) - 1;
    };
  }

  private void find() {
    byte[] key = key();
    long asOf = time();
    assertEquals(model.find(key, asOf), index.find(key, asOf), this::where);
  }

  private void versions() {
    byte[] key = key();
    long after = time();
    long through = time();
    int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000);
    for (Order order : Order.values()) {
      assertEquals(
          model.versions(key, after, through, order, limit),
          index.versions(key, after, through, order, limit),
          this::where);
    }
  }

  private void keys() {
    ByteRange range =
        switch (random.nextInt(4)) {
          case 0 -> ByteRange.ALL;
          case 1 -> ByteRange.startingWith(key());
          case 2 -> new ByteRange(key(), Optional.empty());
          default -> new ByteRange(key(), Optional.of(key()));
        };
    int limit = 1 + random.nextInt(30);
    for (Order order : Order.values()) {
      assertArrayEquals(
          model.keys(range, order, limit).toArray(),
          index.keys(range, order, limit).toArray(),
          this::where);
      long asOf = time();
      List<Newest> expected = model.newest(range, asOf, order, limit);
      List<Newest> newest = index.newest(range, asOf, order, limit);
      assertArrayEquals(
          expected.stream().map(Newest::key).toArray(),
          newest.stream().map(Newest::key).toArray(),
          this::where);
      assertEquals(
          expected.stream().map(Newest::version).toList(),
          newest.stream().map(Newest::version).toList(),
          this::where);
    }
  }

  private void reopen() {
    if (random.nextInt(3) != 0) {
      return;
    }
    index.close();
    if (random.nextBoolean()) {
      index = factory.open(current(), true);
      find();
      versions();
      keys();
      assertEquals(model.size(), index.size(), this::where);
      index.close();
    }
    index = factory.open(current(), false);
  }

  private Path current() {
    return folder.resolve("index-" + (folders - 1));
  }

  @Override
  public void close() {
    index.close();
  }
}
