// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the map of a store lies. It is made in a folder beside its place, the draft, and moved into
 * its place when the store is in it and it is closed, so that a creation that was broken off leaves
 * nothing in the place (SPEC 7.2).
 *
 * <p>One that takes the place of another is moved over it if it is a file. A folder cannot be moved
 * over another one, so the other is moved into the draft before. Whatever is in the draft is of no
 * use while there is a map in its place; if there is none, the other one goes back.
 */
final class StorePlace {
  /** Tells whether there is a store, and refuses what the mode does not allow. */
  @FunctionalInterface
  private interface Look {
    boolean isThere(OpenMode mode);
  }

  /** Something that is done to files. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private final String location;
  private final Path store;
  private final Path map;
  private final Path draft;
  private final Path made;
  private final Path other;
  private final boolean ofFolder;
  private final Look look;
  private final OrderedBytes.Opener opener;
  private final StoreFileMoves files;

  private StorePlace(
      String location,
      Path store,
      Path map,
      Path draft,
      boolean ofFolder,
      Look look,
      OrderedBytes.Opener opener,
      StoreFileMoves files) {
    this.location = location;
    this.store = store;
    this.map = map;
    this.draft = draft;
    this.made = draft.resolve(map.getFileName());
    this.other = draft.resolve(StoreFolder.OTHER);
    this.ofFolder = ofFolder;
    this.look = look;
    this.opener = opener;
    this.files = files;
  }

  /** Returns the place of a store that is a file, or a link to one, which stays a link. */
  static StorePlace ofFile(
      String location, Path path, OrderedBytes.Opener opener, StoreFileMoves files) {
    Path file = linked(location, path);
    return new StorePlace(
        location,
        file,
        file,
        file.resolveSibling(file.getFileName() + ".ttkv-new"),
        false,
        mode -> StoreFile.isThere(location, file, mode),
        opener,
        files);
  }

  private static Path linked(String location, Path path) {
    try {
      return Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
  }

  /** Returns the place of a store that is a folder. */
  static StorePlace ofFolder(
      String location, Path folder, OrderedBytes.Opener opener, StoreFileMoves files) {
    return new StorePlace(
        location,
        folder,
        folder.resolve(StoreFolder.MAP),
        folder.resolve(StoreFolder.DRAFT),
        true,
        mode -> StoreFolder.isThere(location, folder, mode),
        opener,
        files);
  }

  /** Opens the store, or creates it, as the mode says. */
  OrderedEngine open(OpenMode mode, StoreHeader header) {
    StoreFile.requireDefaultFileSystem(location, store);
    look.isThere(mode); // before anything is touched
    StoreLock lock = StoreLock.acquire(location, store);
    boolean opened = false;
    try {
      boolean created = !look.isThere(mode);
      if (created) {
        placing(() -> create(header));
      }
      OrderedEngine engine = open(mode, lock, created);
      opened = true;
      return engine;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private OrderedEngine open(OpenMode mode, StoreLock lock, boolean created) {
    if (mode != OpenMode.READ_ONLY && !Files.exists(map)) {
      placing(() -> files.move(other, map));
    }
    CheckedBytes opened = CheckedBytes.open(location, opener, Files.exists(map) ? map : other);
    return opened.orClose(
        () -> {
          OrderedStart start =
              OrderedStart.find(opened)
                  .orElseThrow(() -> created ? forgotten() : OrderedStart.nothingOf(opened));
          if (isThere(draft)) {
            sync(opened.durability()); // who left it may have died before
            if (mode != OpenMode.READ_ONLY) {
              placing(() -> files.delete(draft));
            }
          }
          return OrderedEngine.over(opened, start, this, lock);
        });
  }

  private TimeTravelStoreException forgotten() {
    return new TimeTravelStoreException(
        location + ": the map underneath does not give back what was put before it was closed");
  }

  private void create(StoreHeader header) throws IOException {
    boolean folderIsThere = Files.exists(store);
    boolean done = false;
    try {
      begin();
      Durability durability = make(made, fresh -> OrderedStart.create(fresh, header)).durability();
      files.move(made, map);
      sync(durability);
      done = true;
    } finally {
      files.delete(draft);
      if (!done && ofFolder && !folderIsThere) {
        files.delete(store);
      }
    }
  }

  private void begin() throws IOException {
    files.delete(draft);
    files.make(ofFolder ? made : draft);
  }

  private record Made(OrderedStart start, Durability durability) {}

  private Made make(Path path, Function<CheckedBytes, OrderedStart> filler) {
    CheckedBytes fresh = CheckedBytes.open(location, opener, path);
    Made result;
    try {
      result = new Made(filler.apply(fresh), fresh.durability());
    } catch (RuntimeException | Error e) {
      fresh.closeAfter(e);
      throw e;
    }
    fresh.close();
    return result;
  }

  /** Makes a map and looks whether what was put is there when it is opened again. */
  private Made makeSurely(Path path, Function<CheckedBytes, OrderedStart> filler) {
    Made result = make(path, filler);
    opened(path, result.start()).close();
    return result;
  }

  private CheckedBytes opened(Path path, OrderedStart expected) {
    CheckedBytes opened = CheckedBytes.open(location, opener, path);
    return opened.orClose(
        () -> {
          if (!OrderedStart.find(opened).equals(Optional.of(expected))) {
            throw forgotten();
          }
          return opened;
        });
  }

  /**
   * Makes a map in the draft, whole and closed.
   *
   * @param filler puts a store into a fresh map
   * @return what the filler returned
   */
  OrderedStart draft(Function<CheckedBytes, OrderedStart> filler) {
    placing(this::begin);
    return makeSurely(made, filler).start();
  }

  /**
   * Puts the draft into the place of the map, which is closed.
   *
   * @throws TimeTravelStoreException if it is not there; the map is where it was, or goes back when
   *     the store is opened
   */
  void replace() {
    placing(
        () -> {
          if (!ofFolder) {
            files.move(made, map);
            return;
          }
          files.move(map, other);
          try {
            files.move(made, map);
          } catch (IOException e) {
            goBack(e);
            throw e;
          }
        });
  }

  private void goBack(IOException e) {
    try {
      files.move(other, map);
    } catch (IOException also) {
      e.addSuppressed(also);
    }
  }

  /** Waits until it is on the disk which map is in the place. */
  void sync(Durability durability) {
    if (durability == Durability.POWER) {
      placing(
          () -> {
            files.sync(map.toAbsolutePath().resolveSibling(""));
            files.sync(store.toAbsolutePath().resolveSibling(""));
          });
    }
  }

  /**
   * Opens the map in its place.
   *
   * @throws TimeTravelStoreException if it is not there, or has not what it is to have
   */
  CheckedBytes reopen(OrderedStart expected) {
    if (!Files.exists(map)) {
      throw new TimeTravelStoreException(location + ": its files are not in their place");
    }
    return opened(map, expected);
  }

  /** Removes the draft, while a map is in its place, and tells whether nothing is left of it. */
  boolean clean() {
    try {
      files.delete(draft);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Makes a store in another place, where nothing is.
   *
   * @param filler puts it into a fresh map
   * @throws TimeTravelStoreException if that fails; nothing is left of it
   */
  void copyTo(Path target, Function<CheckedBytes, OrderedStart> filler) {
    StoreFile.requireDefaultFileSystem(location, target);
    if (isThere(target)) {
      throw new TimeTravelStoreException(
          "%s: %s is there already; choose another place for the backup"
              .formatted(location, target));
    }
    StoreFile.refuseToCreate(target.toString(), target, OpenMode.CREATE_NEW);
    if (isOwn(target)) {
      throw new TimeTravelStoreException(
          "%s: a backup does not go to where the store keeps files of its own, as %s would; choose another place"
              .formatted(location, target));
    }
    Path folder = target.toAbsolutePath().resolveSibling("");
    try {
      // under a name of its own, since nobody holds the place
      Path near = Files.createTempDirectory(folder, target.getFileName() + ".ttkv-new");
      boolean moved = false;
      boolean done = false;
      try {
        Path whole = near.resolve(target.getFileName());
        Path inner = ofFolder ? whole.resolve(StoreFolder.MAP) : whole;
        files.make(ofFolder ? inner : near);
        Durability durability = makeSurely(inner, filler).durability();
        Files.move(whole, target); // not over what was put there meanwhile
        moved = true;
        files.delete(near);
        if (durability == Durability.POWER) {
          files.sync(folder);
        }
        done = true;
      } finally {
        if (moved && !done) {
          files.delete(target);
        }
        files.delete(near);
      }
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: the backup %s cannot be made; check the disk, and that its folder may be written: %s"
              .formatted(location, target, e),
          e);
    }
  }

  /** Tells whether what is at a path would be taken for the draft, or is in a store's folder. */
  private boolean isOwn(Path target) {
    try {
      Path inside = target.toAbsolutePath().resolveSibling("").toRealPath();
      return ofFolder
          ? inside.startsWith(store.toRealPath())
          : inside.resolve(target.getFileName()).startsWith(realDraft());
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: it cannot be told where the backup %s would be: %s".formatted(location, target, e),
          e);
    }
  }

  private Path realDraft() throws IOException {
    return draft.toAbsolutePath().resolveSibling("").toRealPath().resolve(draft.getFileName());
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private void placing(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: its files cannot be put in their place; check the disk, and that its folder may be written: %s"
              .formatted(location, e),
          e);
    }
  }
}
