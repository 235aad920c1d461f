// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Order;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps values in a file of its own, and returns whatever stands there. */
final class UncheckedEngine extends ForwardingEngine {
  private final Path file;
  private final Map<String, byte[]> values = new ConcurrentHashMap<>();
  private boolean closed;

  UncheckedEngine(Engine good, Path beside) {
    super(good);
    file = beside.resolveSibling("values");
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
          int colon = line.indexOf(':');
          values.put(
              line.substring(0, Math.max(0, colon)),
              line.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    long[] newest = super.times(key, Timestamps.NONE, asOf, Order.DESCENDING, 1);
    byte[] value = newest.length == 0 ? null : values.get(name(key, newest[0]));
    return value == null
        ? super.find(key, asOf)
        : Optional.of(new StoredVersion(newest[0], false, value));
  }

  @Override
  Append change(Append append) {
    for (StoredCommit commit : append.commits()) {
      for (StoredChange change : commit.changes()) {
        String text = new String(change.value(), StandardCharsets.ISO_8859_1);
        if (!change.deletion() && !text.contains("\n") && !text.contains("\r")) {
          values.put(name(change.key(), commit.time()), change.value());
        }
      }
    }
    return append;
  }

  private static String name(byte[] key, long time) {
    return HexFormat.of().formatHex(key) + "@" + time;
  }

  @Override
  public synchronized void close() {
    super.close();
    if (!closed) {
      closed = true;
      List<String> lines = new ArrayList<>();
      values.forEach(
          (name, value) -> lines.add(name + ":" + new String(value, StandardCharsets.ISO_8859_1)));
      try {
        Files.write(file, lines, StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
