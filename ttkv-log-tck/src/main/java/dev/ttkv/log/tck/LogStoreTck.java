// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of bad luck that every store over the commit log passes, in processes of their own; a
 * subclass says which store. {@code -Dttkv.log.rebuild-kills} is the number of processes that are
 * killed while they make an index anew, 3 unless it is given.
 */
public abstract class LogStoreTck {
  private static final int REBUILD_KILLS = Integer.getInteger("ttkv.log.rebuild-kills", 3);

  /** Batches of which the index takes some time to make. */
  private static final int MANY = 1_000;

  private static final int[] FILE_KIB = {1, 40, 300, 1_100, 1_500, 2_100, 4_100};
  private static final int ENDLESS = 100_000;
  private static final String QUICK = "?durability=process";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final Map<Integer, Instant> acknowledged = new TreeMap<>();
  private final List<Integer> refused = new ArrayList<>();
  private final Map<Integer, Instant> unknown = new TreeMap<>();
  private int next;

  /** For the subclasses. */
  protected LogStoreTck() {}

  /** Returns the scheme of the store's locations. */
  protected abstract String scheme();

  /** Returns the options that Java needs; none unless it is overridden. */
  protected List<String> javaOptions() {
    return List.of();
  }

  @Test
  void files_that_cannot_grow_lose_nothing_that_was_acknowledged()
      throws IOException, InterruptedException {
    limitFiles(0);
  }

  @Test
  void files_that_cannot_grow_by_large_values_lose_nothing_that_was_acknowledged()
      throws IOException, InterruptedException {
    limitFiles(500);
  }

  /** A limit to the length of files does to each of them what a full disk does. */
  private void limitFiles(int valueBytes) throws IOException, InterruptedException {
    if (File.separatorChar == '\\') {
      return; // there are no such limits
    }
    List<String> failures = new ArrayList<>();
    for (int kib : FILE_KIB) {
      try (StoreProcess process =
          StoreProcess.start(javaOptions(), location(QUICK), next, ENDLESS, valueBytes, kib)) {
        failures.addAll(listen(process, ENDLESS));
        assertEquals(0, process.exit(), () -> "with files of %d KiB: %s".formatted(kib, failures));
      }
      check(valueBytes);
    }
    System.out.printf(
        "%s: %d failures of files that could not grow, %d commits acknowledged, 0 lost%n",
        scheme(), failures.size(), acknowledged.size());
    assertTrue(failures.size() >= FILE_KIB.length, failures::toString);
    assertTrue(failures.stream().allMatch(f -> f.contains(location(""))), failures::toString);
    assertTrue(failures.stream().anyMatch(f -> f.contains("index failed")), failures::toString);
    assertTrue(failures.stream().anyMatch(f -> f.contains("log could not")), failures::toString);
  }

  @Test
  void processes_that_are_killed_while_they_make_the_index_anew_lose_nothing()
      throws IOException, InterruptedException {
    Random random = new Random(1);
    int killed = 0;
    long millis = 1;
    for (int i = 0; killed < REBUILD_KILLS; i++) {
      assertTrue(i < 10 * REBUILD_KILLS, "indexes are made too fast to be hit");
      if (i % 3 == 0) {
        writeAndKill(i == 0 ? MANY : 10);
      }
      Optional<Object> before = index();
      try (StoreProcess process =
          StoreProcess.start(javaOptions(), location(QUICK), next, 0, 0, 0)) {
        while (process.isAlive() && index().equals(before)) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextLong(millis));
        process.kill();
        killed += process.next().isEmpty() ? 1 : 0;
      }
      if (i % 3 == 2) {
        long begun = System.nanoTime();
        check(0);
        millis = 1 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 4;
      }
    }
    check(0);
    System.out.printf(
        "%s: %d processes killed while they made an index anew, %d commits acknowledged, 0 lost%n",
        scheme(), killed, acknowledged.size());
  }

  private void writeAndKill(int batches) throws IOException {
    try (StoreProcess process =
        StoreProcess.start(javaOptions(), location(QUICK), next, ENDLESS, 0, 0)) {
      listen(process, batches);
    }
  }

  /** Returns what tells one index from another; empty while there is none, or more. */
  private Optional<Object> index() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("store/generation-1"))) {
      List<Path> indexes =
          files.filter(file -> String.valueOf(file.getFileName()).startsWith("index-")).toList();
      return indexes.size() == 1
          ? Optional.of(Files.getLastModifiedTime(indexes.get(0)))
          : Optional.empty();
    }
  }

  private String location(String options) {
    return scheme() + ":" + folder.resolve("store") + options;
  }

  /** Hears what a process says, until it ends or so many batches are acknowledged. */
  private List<String> listen(StoreProcess process, int batches) throws IOException {
    List<String> failures = new ArrayList<>();
    int acks = 0;
    while (acks < batches) {
      Optional<String> said = process.next();
      if (said.isEmpty()) {
        break;
      }
      String[] words = said.get().split(" ", 4);
      switch (words[0]) {
        case "ack" -> {
          acknowledged.put(number(words), Instant.parse(words[2]));
          acks++;
        }
        case "unknown" -> {
          unknown.put(number(words), Instant.parse(words[2]));
          failures.add(said.get());
        }
        case "refused" -> {
          refused.add(number(words));
          failures.add(said.get());
        }
        case "failed" -> failures.add(said.get());
        default -> {
          // it says how far it is
        }
      }
    }
    return failures;
  }

  /** Opens the store where nothing is in its way, and looks whether it has what it should. */
  private void check(int valueBytes) {
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(location(""), KeyCodec.utf8(), Codec.utf8())) {
      Set<Integer> found = new HashSet<>();
      store
          .commits(TimeRange.all(), Order.ASCENDING)
          .forEach(
              commit -> {
                int number = number(commit.changes().get(0));
                assertEquals(StoreProcess.CHANGES, commit.changes().size(), "changes of " + number);
                assertTrue(commit.changes().stream().allMatch(c -> number(c) == number));
                Instant time = unknown.getOrDefault(number, commit.time());
                assertEquals(
                    acknowledged.getOrDefault(number, time), commit.time(), "time of " + number);
                found.add(number);
                next = Math.max(next, number + 1);
              });
      assertTrue(found.containsAll(acknowledged.keySet()), "an acknowledged batch is lost");
      assertTrue(refused.stream().noneMatch(found::contains), "a refused batch is there");
      for (Map.Entry<Integer, Instant> batch : acknowledged.entrySet()) {
        int key = batch.getKey() * StoreProcess.CHANGES + 1;
        String read = store.get("key" + key, batch.getValue()).orElse("nothing");
        assertTrue(read.startsWith(batch.getKey() + "x") || read.equals("" + batch.getKey()), read);
      }
      assertTrue(store.maintenance().verify().clean());
      Instant time = store.commit(StoreProcess.batch(next, valueBytes)).orElseThrow();
      acknowledged.put(next++, time);
    }
  }

  private int number(String[] words) {
    int number = Integer.parseInt(words[1]);
    next = Math.max(next, number + 1);
    return number;
  }

  private static int number(Change<String, String> change) {
    return Integer.parseInt(change.value().orElseThrow().replaceAll("x.*", ""));
  }
}
