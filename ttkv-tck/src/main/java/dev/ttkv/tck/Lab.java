// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What a rule is tested in: it opens stores in fresh places with a clock that the test moves, and
 * cleans up behind it.
 */
final class Lab implements AutoCloseable {
  /** A key codec under which every string of the characters 0 to 255 is those bytes. */
  static final KeyCodec<String> LATIN =
      KeyCodec.of(
          "ttkv-tck-latin",
          text -> text.getBytes(StandardCharsets.ISO_8859_1),
          bytes -> new String(bytes, StandardCharsets.ISO_8859_1));

  private final Opener opener;
  private final Settings settings;
  private final Path root;
  private final TestClock clock = new TestClock();
  private final Deque<TimeTravelStore<?, ?>> opened = new ArrayDeque<>();
  private int places;

  Lab(Backend backend, Settings settings) {
    this(new Opener(backend), settings);
  }

  Lab(Opener opener, Settings settings) {
    this.opener = opener;
    this.settings = settings;
    try {
      root = Files.createTempDirectory("ttkv-tck");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A directory of its own, in which one store can be opened and opened again. */
  final class Place {
    private final Path directory;
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private volatile String damage = "";

    private Place(Path directory) {
      this.directory = directory;
    }

    Path directory() {
      return directory;
    }

    /** Says what was done to the files, for the message if they cannot be opened at all. */
    void damaged(String how) {
      damage = " with " + how;
    }

    TimeTravelStore<String, String> open() {
      return open(KeyCodec.utf8(), Codec.utf8());
    }

    TimeTravelStore<String, String> open(StoreOptions options) {
      return open(KeyCodec.utf8(), Codec.utf8(), options);
    }

    <K, V> TimeTravelStore<K, V> open(KeyCodec<K> keys, Codec<V> values) {
      return open(keys, values, options());
    }

    <K, V> TimeTravelStore<K, V> open(KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      TimeTravelStore<K, V> store =
          opener.open(directory, damage, fresh.getAndSet(false), keys, values, options);
      synchronized (opened) {
        opened.push(store);
      }
      return store;
    }

    /** Returns where here a backup of the store of another place goes: under the same name. */
    Path backupOf(Place other) {
      fresh.set(false);
      return directory.resolve(nameOfStore(other.directory));
    }

    /** Returns the files that lie here. */
    List<Path> files() {
      try (Stream<Path> files = Files.walk(directory)) {
        return files.filter(Files::isRegularFile).sorted().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Returns the name of the store in a directory: the shortest one there, as what lies beside a
   * store has a longer one.
   */
  static String nameOfStore(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .min(Comparator.comparingInt(String::length))
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the place that a directory is, in which another process made a store. */
  Place placeOf(Path directory) {
    Place place = new Place(directory);
    place.fresh.set(false);
    return place;
  }

  /** Returns a fresh place. */
  Place place() {
    try {
      return new Place(Files.createDirectory(root.resolve("place" + places++)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a store in a fresh place. */
  TimeTravelStore<String, String> store() {
    return place().open();
  }

  /** Opens a store in a fresh place. */
  <K, V> TimeTravelStore<K, V> store(KeyCodec<K> keys, Codec<V> values) {
    return place().open(keys, values);
  }

  /** Opens a store in a fresh place. */
  TimeTravelStore<String, String> store(StoreOptions options) {
    return place().open(options);
  }

  /** Returns the options of a test that is not about durability: this clock, and no syncs. */
  StoreOptions options() {
    return durableOptions().withDurability(Durability.NONE);
  }

  /** Returns the options of a test that is about durability: this clock, the rest as it is. */
  StoreOptions durableOptions() {
    return StoreOptions.defaults().withClock(clock);
  }

  TestClock clock() {
    return clock;
  }

  /** Tells whether a closed store that is opened again has what it had. */
  boolean survives() {
    return !opener.lacks().contains(Lack.DURABILITY);
  }

  /** Tells whether what is acknowledged survives the death of the process. */
  boolean survivesCrashes() {
    return survives() && !opener.lacks().contains(Lack.CRASH_SAFETY);
  }

  /** Tells whether the backend can trim and erase. */
  boolean forgets() {
    return !opener.lacks().contains(Lack.FORGETTING);
  }

  /** Tells whether a store can be backed up. */
  boolean backsUp() {
    return survives() && !lacksBackups();
  }

  /** Tells whether the backend says that it lacks backups. */
  boolean lacksBackups() {
    return opener.lacks().contains(Lack.BACKUP);
  }

  /** Returns the bytes of the longest key that the backend has to take. */
  int longestKey() {
    return opener.lacks().contains(Lack.LONG_KEYS) ? 128 : 1 << 10;
  }

  /** Returns how many processes to kill. */
  int kills() {
    return settings.kills();
  }

  /** Returns in how many copies of a store's files to flip a bit. */
  int flips() {
    return tries(settings.flips());
  }

  /**
   * Starts another process, which opens the store of a place.
   *
   * @param task what it does
   * @param run its number, of its own in this test
   * @param lag by how much its clock is behind that of the system
   * @param close after how long it closes the store; zero for never
   */
  Child child(Place place, OtherProcess.Task task, int run, Duration lag, Duration close) {
    place.fresh.set(false);
    return new Child(
        root,
        new OtherProcess.Arguments(
            opener.inOtherProcesses(), place.directory.toString(), task, seed(), run, lag, close));
  }

  /** Has the backend check a store after a kill. */
  void checkAfterKill(TimeTravelStore<String, String> store) {
    opener.checkAfterKill(store);
  }

  /** Prints what a test has to say when it passes. */
  void tell(String line) {
    System.out.printf("%s: %s; seed %d%n", opener.name(), line, seed());
  }

  /** Returns a source of randomness that depends on nothing but the seed of the run. */
  Random random() {
    return new Random(settings.seed());
  }

  /** Returns how often to try something random that is worth {@code usual} tries. */
  int tries(int usual) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(usual * settings.tries())));
  }

  /** Returns how many programs to try to find a shorter one that fails. */
  int effort() {
    return settings.effort();
  }

  long seed() {
    return settings.seed();
  }

  /** Closes the stores that are open and removes the directories. */
  @Override
  public void close() {
    closeStores();
    try {
      delete(root);
    } catch (IOException e) {
      throw new UncheckedIOException("a closed store left its files in use: " + e.getMessage(), e);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Closes the stores that are open, the newest first, all of them even if one cannot be closed.
   */
  void closeStores() {
    synchronized (opened) {
      if (!opened.isEmpty()) {
        try {
          opened.pop().close();
        } finally {
          closeStores();
        }
      }
    }
  }
}
