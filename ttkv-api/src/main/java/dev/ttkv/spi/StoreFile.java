// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What can be told of the file of a store without opening it, which the process that has the store
 * open must not do: closing any descriptor of a file drops all locks that the process has on it.
 */
public final class StoreFile {
  private StoreFile() {}

  /**
   * Refuses a path of another file system than the default one, such as that of a zip file.
   *
   * @param location the store, for messages
   * @param path the file or folder of the store
   * @throws IllegalArgumentException if it is one
   */
  public static void requireDefaultFileSystem(String location, Path path) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      throw new IllegalArgumentException(
          "%s is in a file system of the kind '%s', whose files can be neither locked nor synced; give a path of the default file system"
              .formatted(location, path.getFileSystem().provider().getScheme()));
    }
  }

  /**
   * Tells whether the store is to be opened, since its file is there, or to be created (SPEC 9.3).
   *
   * @param location the store, for messages
   * @param file the file
   * @param mode what may be done
   * @throws FormatMismatchException if what is there cannot be a store: a folder, an empty file
   * @throws TimeTravelStoreException if the mode does not allow what would have to be done, or the
   *     file cannot be looked at
   */
  public static boolean isThere(String location, Path file, OpenMode mode) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      refuseToCreate(location, file, mode);
      return false;
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
    if (attributes.isDirectory()) {
      throw new FormatMismatchException(
          location + " is a folder, not a store; give the path of a file in it");
    }
    if (!attributes.isRegularFile()) {
      throw new FormatMismatchException(location + " is not a file; choose another path");
    }
    refuseNew(location, mode);
    if (attributes.size() == 0) {
      throw new FormatMismatchException(
          location
              + " is an empty file, not a store; if nothing is lost with it, delete it and open"
              + " again");
    }
    return true;
  }

  /** Refuses a mode that creates only, for there is a store. */
  static void refuseNew(String location, OpenMode mode) {
    if (mode == OpenMode.CREATE_NEW) {
      throw new TimeTravelStoreException(
          location + " is there already; open it with another mode, or choose another path");
    }
  }

  /** Refuses a mode that does not create, for there is no store, and a place that cannot be. */
  static void refuseToCreate(String location, Path place, OpenMode mode) {
    if (mode == OpenMode.EXISTING || mode == OpenMode.READ_ONLY) {
      throw new TimeTravelStoreException(
          location + ": there is no such store; check the path, or open it with the mode CREATE");
    }
    if (Files.isSymbolicLink(place)) {
      throw new TimeTravelStoreException(
          location + " is a link to what is not there; make that first, or remove the link");
    }
    Path folder = place.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new TimeTravelStoreException(
          location + ": its folder is not there, " + folder + "; make it first, or check the path");
    }
  }

  /**
   * Waits until the names in a folder are on the disk, so that they survive a loss of power. An
   * interrupt does not break it off. Windows, which opens no folders, keeps their names by itself.
   *
   * @param folder the folder
   * @throws IOException if that fails
   */
  public static void syncFolder(Path folder) throws IOException {
    if (File.separatorChar == '\\') {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns how many names (hard links) the file has, as far as the file system tells.
   *
   * @param location the store, for messages
   * @param file the file, which is there
   * @throws TimeTravelStoreException if the file cannot be looked at
   */
  public static int names(String location, Path file) {
    try {
      return Files.getFileStore(file).supportsFileAttributeView("unix")
          ? (int) Files.getAttribute(file, "unix:nlink")
          : 1;
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
  }
}
