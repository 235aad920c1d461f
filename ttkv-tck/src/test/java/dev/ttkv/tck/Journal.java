// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.spi.OrderedBytes;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/** A file of writes that survive the death of the process, each of them whole or not at all. */
class Journal implements Closeable {
  private final RandomAccessFile file;

  /** Opens a journal, behind its last write that is whole. */
  Journal(Path path) throws IOException {
    long whole = replay(path, (key, value) -> {});
    file = new RandomAccessFile(path.toFile(), "rw");
    file.setLength(whole);
    file.seek(whole);
  }

  /** Reads what was written, and returns where it ends. */
  static long replay(Path path, BiConsumer<byte[], byte[]> to) throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(path));
    int end = 0;
    while (content.remaining() >= 8) {
      int length = content.getInt();
      int checksum = content.getInt();
      if (length < 0 || length > content.remaining()) {
        break;
      }
      byte[] write = new byte[length];
      content.get(write);
      if (checksum(write) != checksum) {
        break;
      }
      read(ByteBuffer.wrap(write), to);
      end = content.position();
    }
    return end;
  }

  private static void read(ByteBuffer write, BiConsumer<byte[], byte[]> to) {
    while (write.hasRemaining()) {
      byte[] key = new byte[write.getInt()];
      write.get(key);
      byte[] value = new byte[write.getInt()];
      write.get(value);
      to.accept(key, value);
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  void write(List<OrderedBytes.Entry> entries) throws IOException {
    ByteArrayOutputStream write = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(write);
    for (OrderedBytes.Entry entry : entries) {
      out.writeInt(entry.key().length);
      out.write(entry.key());
      out.writeInt(entry.value().length);
      out.write(entry.value());
    }
    byte[] bytes = write.toByteArray();
    file.write(
        ByteBuffer.allocate(8 + bytes.length)
            .putInt(bytes.length)
            .putInt(checksum(bytes))
            .put(bytes)
            .array());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
