// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.OrderedBytes;
import dev.ttkv.spi.PageLimit;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * An ordered map in memory that is read from a file when it is opened and written when closed, and
 * whose writes go into a journal beside it in between.
 */
final class FileBytes implements OrderedBytes {
  /** Opens a journal. */
  @FunctionalInterface
  interface Journals {
    Journal open(Path path) throws IOException;
  }

  private final Path file;
  private final Optional<Journal> journal;
  private final ConcurrentNavigableMap<byte[], byte[]> map =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  private FileBytes(Path file, Optional<Journals> journals) throws IOException {
    this.file = file;
    load();
    Journal.replay(journal(file), map::put);
    journal =
        journals.isPresent() ? Optional.of(journals.get().open(journal(file))) : Optional.empty();
  }

  /** Opens the map in a file. Its writes do not survive the process if there is no journal. */
  static FileBytes open(Path file, Optional<Journals> journals) {
    try {
      return new FileBytes(file, journals);
    } catch (IOException | RuntimeException e) {
      throw new DamagedStoreException(file + " cannot be read: " + e, e);
    }
  }

  /** Tells whether there is a map in a file. */
  static boolean exists(Path file) {
    return Files.exists(file) || Files.exists(journal(file));
  }

  private static Path journal(Path file) {
    return file.resolveSibling(file.getFileName() + ".journal");
  }

  private void load() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    while (content.hasRemaining()) {
      byte[] key = new byte[length(content)];
      content.get(key);
      byte[] value = new byte[length(content)];
      content.get(value);
      map.put(key, value);
    }
  }

  private static int length(ByteBuffer content) throws IOException {
    int length = content.getInt();
    if (length < 0 || length > content.remaining()) {
      throw new IOException("a length of " + length);
    }
    return length;
  }

  @Override
  public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
    ConcurrentNavigableMap<byte[], byte[]> part = map.tailMap(range.from(), true);
    if (range.to().isPresent()) {
      part = part.headMap(range.to().get(), false);
    }
    List<Entry> page = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<byte[], byte[]> entry :
        (order == Order.ASCENDING ? part : part.descendingMap()).entrySet()) {
      if (page.size() == limit.items() || bytes >= limit.bytes()) {
        break;
      }
      page.add(new Entry(entry.getKey(), entry.getValue()));
      bytes += entry.getKey().length + entry.getValue().length;
    }
    return page;
  }

  @Override
  public void write(List<Entry> entries) {
    if (journal.isPresent()) {
      try {
        journal.get().write(entries);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    for (Entry entry : entries) {
      map.put(entry.key(), entry.value());
    }
  }

  @Override
  public Durability durability() {
    return Durability.POWER;
  }

  @Override
  public void close() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(content);
      for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
        out.writeInt(entry.getKey().length);
        out.write(entry.getKey());
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      Files.write(whole, content.toByteArray());
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      if (journal.isPresent()) {
        journal.get().close();
      }
      Files.deleteIfExists(journal(file));
    } catch (IOException e) {
      throw new TimeTravelStoreException(file + " cannot be written", e);
    }
  }
}
