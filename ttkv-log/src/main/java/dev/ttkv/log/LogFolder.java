// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The folder of a store: {@code CURRENT} names the generation that counts, and each generation is a
 * folder. A store is there once {@code CURRENT} is.
 *
 * @param location the store, for messages
 * @param folder the folder
 * @param disk what changes it
 */
record LogFolder(String location, Path folder, Disk disk) {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");
  private static final String CURRENT = "CURRENT";
  private static final String LOCK = "LOCK";
  private static final String GENERATION = "generation-";
  private static final Pattern CONTENT = Pattern.compile("generation (\\d{1,18}) ([0-9a-f]{8})\n");

  /**
   * Tells whether the store is there, or is to be created (SPEC 9.3). It opens no file.
   *
   * @throws FormatMismatchException if what is there cannot be a store
   * @throws TimeTravelStoreException if the mode does not allow what would have to be done
   */
  boolean isThere(OpenMode mode) {
    if (Files.exists(folder.resolve(CURRENT))) {
      if (mode == OpenMode.CREATE_NEW) {
        throw new TimeTravelStoreException(
            location + " is there already; open it with another mode, or choose another path");
      }
      return true;
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      refuseOthers();
    }
    if (mode == OpenMode.EXISTING || mode == OpenMode.READ_ONLY) {
      throw new TimeTravelStoreException(
          location + ": there is no such store; check the path, or open it with the mode CREATE");
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      throw new TimeTravelStoreException(
          "%s: its folder is not there, %s; make it first, or check the path"
              .formatted(location, parent));
    }
    return false;
  }

  /**
   * A folder that is empty, or in which a creation was broken off, may become a store. Another
   * process may be creating one in it at this moment.
   */
  private void refuseOthers() {
    if (!Files.isDirectory(folder)) {
      throw new FormatMismatchException(
          location + " is not a folder, as a store would be; choose another path");
    }
    try (Stream<Path> list = Files.list(folder)) {
      if (list.anyMatch(path -> !isOurs(path.getFileName().toString()))) {
        throw new FormatMismatchException(
            location + " is a folder that holds something else than a store; choose another path");
      }
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
    if (!isBrokenOffCreation() && !Files.exists(folder.resolve(CURRENT))) {
      throw new DamagedStoreException(
          "%s: its file %s is missing; restore the store from a backup"
              .formatted(location, CURRENT));
    }
  }

  private static boolean isOurs(String name) {
    return name.matches(GENERATION + "\\d{1,18}")
        || name.equals(CURRENT + ".new")
        || name.equals(LOCK);
  }

  /** Tells whether there is no more than a first generation in which nothing was ever written. */
  private boolean isBrokenOffCreation() {
    try (Stream<Path> list = Files.list(folder)) {
      List<String> generations =
          list.map(path -> path.getFileName().toString())
              .filter(name -> name.startsWith(GENERATION))
              .toList();
      return generations.isEmpty()
          || (generations.equals(List.of(generationName(1)))
              && LogSegments.isBrokenOffCreation(location, generation(1)));
    } catch (NoSuchFileException e) {
      return true; // somebody begins with it again
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
  }

  /** Makes the folder if it is not there. */
  void make() throws IOException {
    disk.makeFolder(folder);
  }

  /** Returns the file in the folder that is locked while the store is open. */
  Path lockFile() {
    return folder.resolve(LOCK);
  }

  /** Creates the store with an empty log in its folder. */
  void create(StoreHeader codecs) throws IOException {
    disk.delete(generation(1));
    disk.makeFolder(generation(1));
    LogSegments.create(
        disk, generation(1), new SegmentHeader(1, 0, LogSegments.salt(), 0, 0, codecs));
    makeCurrent(1);
    syncParent();
  }

  private void syncParent() throws IOException {
    disk.syncFolder(folder.toAbsolutePath().resolveSibling(""));
  }

  /**
   * Lets a generation count from now on, all of which is on the disk but the name of its folder.
   */
  void makeCurrent(long generation) throws IOException {
    disk.syncFolder(folder);
    String text = "generation " + generation;
    disk.replace(
        folder.resolve(CURRENT),
        "%s %s\n".formatted(text, checksum(text)).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Returns the generation that counts.
   *
   * @throws DamagedStoreException if that cannot be told
   */
  long current() throws IOException {
    String content =
        new String(Files.readAllBytes(folder.resolve(CURRENT)), StandardCharsets.ISO_8859_1);
    Matcher matcher = CONTENT.matcher(content);
    if (!matcher.matches()
        || !matcher.group(2).equals(checksum("generation " + matcher.group(1)))) {
      throw new DamagedStoreException(
          "%s: its file %s is damaged; restore the store from a backup"
              .formatted(location, CURRENT));
    }
    return Long.parseLong(matcher.group(1));
  }

  /**
   * Goes on with the generation that was found to count, and deletes the others. What says that it
   * counts may be in the cache alone, so it is written again before anything rests on it.
   *
   * @param sure whether it is known to be on the disk, if there are no others
   */
  void goOnWith(long generation, boolean sure) throws IOException {
    if (!sure || !others(generation).isEmpty()) {
      makeCurrent(generation);
      syncParent();
    }
    dropOthers(generation);
  }

  /** Deletes all generations but one that counts for sure. */
  void dropOthers(long generation) throws IOException {
    List<Path> others = others(generation);
    for (Path other : others) {
      disk.delete(other);
    }
    if (!others.isEmpty()) {
      disk.syncFolder(folder);
    }
  }

  /** Deletes what does not count; if that fails it takes room until another time. */
  void deleteUnneeded(Path path) {
    try {
      disk.delete(path);
    } catch (IOException e) {
      LOG.log(Level.WARNING, path + ": it is not needed, and cannot be deleted", e);
    }
  }

  private List<Path> others(long generation) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> path.getFileName().toString().startsWith(GENERATION))
          .filter(path -> !path.getFileName().toString().equals(generationName(generation)))
          .toList();
    }
  }

  Path generation(long generation) {
    return folder.resolve(generationName(generation));
  }

  private static String generationName(long generation) {
    return GENERATION + generation;
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    crc.update(bytes, 0, bytes.length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
