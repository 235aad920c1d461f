// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.StoreOptions;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Engines for tests, and what is written to them. */
final class Engines {
  static final StoreHeader HEADER = new StoreHeader("keys", "values");

  private Engines() {}

  static SqliteEngine open(Path file) {
    return open(file, StoreOptions.defaults());
  }

  static SqliteEngine open(Path file, StoreOptions options) {
    return open(file, options, new Connector(options, SqliteOptions.defaults()));
  }

  static SqliteEngine open(Path file, StoreOptions options, Connector connector) {
    return SqliteEngine.open("sqlite:" + file, file, HEADER, options, connector);
  }

  /** Commits at the time given. */
  static void commit(Engine engine, long time, StoredChange... changes) {
    engine.write((head, reader) -> append(head, time, changes));
  }

  static Engine.Append append(Head head, long time, StoredChange... changes) {
    return new Engine.Append(
        List.of(
            new StoredCommit(time, head.lastCommit(), Arrays.asList(changes), Optional.empty())),
        time);
  }

  static void settle(Engine engine, long time) {
    engine.write((head, reader) -> new Engine.Append(List.of(), time));
  }

  static StoredChange put(String key, String value) {
    return new StoredChange(bytes(key), false, bytes(value));
  }

  static StoredChange deletion(String key) {
    return new StoredChange(bytes(key), true, new byte[0]);
  }

  static Optional<String> get(Engine engine, String key, long asOf) {
    return engine.find(bytes(key), asOf).filter(v -> !v.deletion()).map(v -> text(v.value()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Runs statements as another program would. */
  static void sql(Path file, String... statements) throws SQLException {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static long number(Path file, String sql) throws SQLException {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  /** Returns what this process has open in a folder, where the system tells. */
  static List<Path> openFiles(Path folder) {
    List<Path> open = new ArrayList<>();
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return open;
    }
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path descriptor : all.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(folder)) {
            open.add(target);
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return open;
  }
}
