// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** An engine over a SQLite file: a connection that writes, and a pool of those that read. */
final class SqliteEngine implements Engine {
  private static final int LEAST_READERS = 4;

  /** How many times as long as it should be the log may become. */
  private static final int LONG_LOG = 2;

  private final String location;
  private final Path file;
  private final Connector connector;
  private final StoreHeader header;
  private final Optional<SqliteWriter> writer;
  private final ReaderPool readers;

  private SqliteEngine(
      String location,
      Path file,
      Connector connector,
      StoreHeader header,
      Optional<SqliteWriter> writer,
      ReaderPool readers) {
    this.location = location;
    this.file = file;
    this.connector = connector;
    this.header = header;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens an engine.
   *
   * @param file the database, an absolute path
   * @param header the header of the store, if it is created
   */
  static SqliteEngine open(
      String location,
      Path file,
      StoreHeader header,
      StoreOptions storeOptions,
      Connector connector) {
    Connection connection =
        new SqliteFile(location, file, connector).open(storeOptions.mode(), header);
    try {
      StoreHeader stored = Schema.header(location, connection);
      Optional<SqliteWriter> writer = Optional.empty();
      if (storeOptions.mode() == OpenMode.READ_ONLY) {
        connection.close();
      } else {
        connector.prepareToWrite(connection);
        writer = Optional.of(writer(location, file, storeOptions, connector, connection));
        writer.get().finishErasing();
      }
      ReaderPool readers =
          new ReaderPool(
              location,
              Math.max(LEAST_READERS, Runtime.getRuntime().availableProcessors()),
              () -> reader(location, file, connector));
      return new SqliteEngine(location, file, connector, stored, writer, readers);
    } catch (SQLException e) {
      SqliteFile.closeQuietly(connection);
      throw Failures.of(location, e);
    } catch (IOException e) {
      SqliteFile.closeQuietly(connection);
      throw new TimeTravelStoreException(location + ": it cannot be looked at: " + e, e);
    } catch (RuntimeException e) {
      SqliteFile.closeQuietly(connection);
      throw e;
    }
  }

  private static SqliteWriter writer(
      String location,
      Path file,
      StoreOptions storeOptions,
      Connector connector,
      Connection connection)
      throws IOException {
    Session session = new Session(connection);
    LogKeeper logKeeper =
        new LogKeeper(
            session, Path.of(file.toRealPath() + "-wal"), LONG_LOG * connector.checkpointBytes());
    return new SqliteWriter(location, storeOptions.busyWait(), session, logKeeper);
  }

  private static SqliteReader reader(String location, Path file, Connector connector) {
    try {
      return new SqliteReader(location, new Session(connector.read(file)));
    } catch (SQLException e) {
      throw Failures.of(location, e);
    }
  }

  @Override
  public StoreHeader header() {
    return header;
  }

  @Override
  public Limits limits() {
    return Limits.DEFAULT;
  }

  @Override
  public Durability durability() {
    return connector.durability();
  }

  @Override
  public Head head() {
    return read(SqliteReader::head);
  }

  @Override
  public Retained retained() {
    return read(SqliteReader::retained);
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return read(reader -> reader.find(key, asOf));
  }

  @Override
  public Found findAndRetained(byte[] key, long asOf) {
    return read(reader -> reader.findAndRetained(key, asOf));
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return read(reader -> reader.versions(key, after, through, order, limit));
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return read(reader -> reader.entries(range, asOf, order, limit));
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return read(reader -> reader.times(after, through, order, limit));
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return read(reader -> reader.times(key, after, through, order, limit));
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return read(reader -> reader.commits(after, through, order, limit));
  }

  @Override
  public void write(Decision decision) {
    writer().write(decision);
  }

  @Override
  public boolean forget(Forgetting decision) {
    return writer().forget(decision);
  }

  private SqliteWriter writer() {
    return writer.orElseThrow(() -> new IllegalStateException(location + " was opened read-only"));
  }

  @Override
  public void backup(Path target) {
    Path copy = SqliteFile.requireName(target).toAbsolutePath();
    String name = location + ": its backup " + copy;
    read(
        reader -> {
          if (!new SqliteCreation(name, copy, connector).copy(file)) {
            throw new TimeTravelStoreException(name + " is there already; choose another path");
          }
          return true;
        });
  }

  @Override
  public void verify(Consumer<Finding> findings) {
    read(
        reader -> {
          reader.check(header, findings);
          return true;
        });
  }

  @Override
  public void close() {
    try {
      readers.close();
    } finally {
      // the last one that is closed moves the log into the database, so it is one that may write
      writer.ifPresent(SqliteWriter::close);
    }
  }

  private <T> T read(Function<SqliteReader, T> read) {
    writer.ifPresent(SqliteWriter::ensureSure);
    return readers.read(read);
  }
}
