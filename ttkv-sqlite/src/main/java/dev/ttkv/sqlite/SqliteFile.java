// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreFile;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The file of a store: makes it, and opens it once it is sure what it is.
 *
 * <p>A database that may be open here is never opened by other means than SQLite: closing any
 * descriptor of a file drops all locks that the process has on it. Looking at its attributes is
 * harmless.
 */
final class SqliteFile {
  /** What SQLite adds to the name of a database for the files that it puts beside it. */
  static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

  /** File systems allow 255 bytes, and SQLite puts "-journal" behind the name. */
  private static final int MOST_NAME_BYTES = 255 - 8;

  private final String location;
  private final Path file;
  private final Connector connector;

  SqliteFile(String location, Path file, Connector connector) {
    this.location = location;
    this.file = file;
    this.connector = connector;
  }

  /**
   * Opens the store, or creates it, as {@code mode} says, and returns a connection to it.
   *
   * @param header the header of the store, if it is created
   */
  Connection open(OpenMode mode, StoreHeader header) {
    boolean created =
        !StoreFile.isThere(location, file, mode)
            && new SqliteCreation(location, file, connector).create(header);
    if (mode == OpenMode.CREATE_NEW && !created) {
      throw new TimeTravelStoreException(
          location + " is there already, just made by another; open it with another mode");
    }
    checkNames();
    refuseOthers();
    return connect();
  }

  /** Refuses a file with several names, for each of which SQLite would keep a log of its own. */
  private void checkNames() {
    try {
      if (StoreFile.names(location, file) > 1) {
        removeNamesOfCreation();
      }
      if (StoreFile.names(location, file) > 1) {
        throw new TimeTravelStoreException(
            location
                + " has other names (hard links), and used by two names a store is damaged; remove"
                + " the other names");
      }
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    }
  }

  /** Removes the names under which the file was made, by a process that has not done so yet. */
  private void removeNamesOfCreation() throws IOException {
    try (DirectoryStream<Path> names =
        Files.newDirectoryStream(file.toRealPath().getParent(), SqliteCreation.NAMES)) {
      for (Path name : names) {
        if (Files.isSameFile(name, file)) {
          Files.deleteIfExists(name);
        }
      }
    }
  }

  /**
   * Refuses the databases of others without changing them: opened as what they are, their logs
   * would be played back.
   */
  private void refuseOthers() {
    try (Connection connection = connector.peek(file)) {
      Schema.checkMarks(location, connection);
    } catch (SQLException e) {
      // damaged, or just being written to: to be opened as what it is tells
    }
  }

  private Connection connect() {
    Connection connection;
    try {
      connection = connector.open(file);
    } catch (SQLException e) {
      throw failure(e);
    }
    try {
      Schema.check(location, connection);
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw failure(e);
    } catch (RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private TimeTravelStoreException failure(SQLException e) {
    return switch (Failures.code(e)) {
      case SQLITE_NOTADB ->
          new FormatMismatchException(
              location
                  + " is not a store, nor any other SQLite database; choose another path (if it was"
                  + " a store, its first page is damaged: restore it from a backup)",
              e);
      default -> Failures.of(location, e);
    };
  }

  /**
   * Refuses a path that cannot be that of a store.
   *
   * @throws IllegalArgumentException if it is one
   */
  static Path requireName(Path path) {
    StoreFile.requireDefaultFileSystem("sqlite:" + path, path);
    String text = path.toString();
    if (text.isEmpty()
        || text.equals(":memory:")
        || text.startsWith("file:")
        || text.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not the path of a file; give one, such as history.db (stores in memory are"
              + " those of the memory backend)");
    }
    Path name = path.getFileName();
    if (name != null && name.toString().getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "the name of the file has more than %d bytes, which leaves none for the names of the files that SQLite puts beside it; choose a shorter one: %s"
              .formatted(MOST_NAME_BYTES, path));
    }
    return path;
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // what went wrong before is what the caller must hear of
    }
  }
}
