// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Durability;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreFile;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Makes the file of a store: whole or not at all, and only if there is none, whatever else is
 * making it at the same time. It is made under another name in the same folder and then linked to
 * its own.
 */
final class SqliteCreation {
  /** What the files that are being made are called. */
  static final String NAMES = "ttkv-*.new";

  private final String location;
  private final Path file;
  private final Connector connector;

  SqliteCreation(String location, Path file, Connector connector) {
    this.location = location;
    this.file = file;
    this.connector = connector;
  }

  /** Writes a database. */
  @FunctionalInterface
  private interface Content {
    void write(Path draft) throws SQLException, IOException;
  }

  /** Makes the file of an empty store; false if there is one already. */
  boolean create(StoreHeader header) {
    return make(
        draft -> {
          try (Connection connection = connector.create(draft)) {
            Schema.create(connection, header);
          }
        },
        connector.durability() == Durability.POWER);
  }

  /** Makes the file a copy of a store that may be in use; false if there is a file already. */
  boolean copy(Path store) {
    return make(
        draft -> {
          try (Connection connection = connector.open(store);
              PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
            copy.setString(1, draft.toString());
            copy.execute();
          }
          try (RandomAccessFile made = new RandomAccessFile(draft.toFile(), "rw")) {
            made.getFD().sync();
          }
        },
        true);
  }

  private boolean make(Content content, boolean synced) {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new TimeTravelStoreException(
          location + ": its folder is not there; make it first, or check the path");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Optional<Path> owner = ownerOfName();
    if (owner.isPresent()) {
      throw new TimeTravelStoreException(
          "%s has a name that SQLite uses for a file of the database %s, and would overwrite or delete; choose another path"
              .formatted(location, owner.get()));
    }
    Optional<Path> left = logOfAnother();
    if (left.isPresent()) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return false; // just made by another, whose log it is
      }
      throw new TimeTravelStoreException(
          "%s: the log of a database that was there before is still there, %s, and would become part of it; delete that first, or choose another path"
              .formatted(location, left.get()));
    }
    long random = ThreadLocalRandom.current().nextLong();
    Path draft =
        folder.resolve(NAMES.replace("*", HexFormat.of().withUpperCase().toHexDigits(random)));
    try {
      content.write(draft);
      if (!publish(draft)) {
        return false;
      }
      Files.deleteIfExists(draft);
      if (synced) {
        StoreFile.syncFolder(folder);
      }
      return true;
    } catch (SQLException e) {
      throw Failures.of(location, e);
    } catch (IOException e) {
      throw new TimeTravelStoreException(location + ": it cannot be created: " + e, e);
    } finally {
      discard(draft);
    }
  }

  /** Looks for a database of which SQLite would take the new file for a part. */
  private Optional<Path> ownerOfName() {
    String name = file.getFileName().toString();
    return SqliteFile.BESIDE.stream()
        .filter(name::endsWith)
        .map(suffix -> name.substring(0, name.length() - suffix.length()))
        .filter(owner -> !owner.isEmpty())
        .map(file::resolveSibling)
        .filter(owner -> Files.exists(owner, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  /** Looks for what SQLite would take for the log of the new file, and play back into it. */
  private Optional<Path> logOfAnother() {
    return Stream.of("-wal", "-journal")
        .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
        .filter(log -> Files.exists(log, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  private boolean publish(Path draft) throws IOException {
    try {
      try {
        Files.createLink(file, draft);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        // a file system without links, where two that create at once are told apart less strictly
        Files.move(draft, file);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void discard(Path draft) {
    for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
      try {
        Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + suffix));
      } catch (IOException e) {
        // a file is left over that disturbs nobody
      }
    }
  }
}
