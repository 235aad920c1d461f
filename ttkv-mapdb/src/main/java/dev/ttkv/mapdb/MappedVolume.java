// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.log.IndexFullException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.mapdb.CC;
import org.mapdb.DBException;
import org.mapdb.volume.ByteBufferVol;

/**
 * A file in memory. It differs from MapDB's own in that an interrupted thread closes nothing, that
 * it takes no lock, since the store has one, and that closing leaves it on the disk. It grows by
 * being written to, not through the mapping: so a full disk gives an exception.
 */
final class MappedVolume extends ByteBufferVol {
  /** Linux has 65,530 mappings for a process, unless told otherwise. */
  private static final int MOST_SLICES = 1 << 14;

  /** So many slices are as good as one; more make growing smoother. */
  private static final int GOOD_SLICES = 1 << 6;

  private static final int MOST_SHIFT = 26;
  private static final byte[] ZEROS = new byte[1 << 16];

  private final Path path;
  private final RandomAccessFile file;

  private MappedVolume(Path path, boolean readOnly, int shift) throws IOException {
    super(readOnly, shift, false);
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), readOnly ? "r" : "rw");
    try {
      slices = mapped(slices, Math.toIntExact(file.length() >>> shift));
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /**
   * Makes a file.
   *
   * @param bytes how large it will be soon
   */
  static MappedVolume create(Path path, long bytes) throws IOException {
    return new MappedVolume(path, false, shift(bytes));
  }

  /** Opens a file. */
  static MappedVolume open(Path path, boolean readOnly) throws IOException {
    long bytes = path.toFile().length();
    if (bytes == 0 || bytes % CC.PAGE_SIZE != 0) {
      throw new DBException.DataCorruption(path + " has " + bytes + " bytes");
    }
    return new MappedVolume(
        path, readOnly, Math.min(shift(bytes), Long.numberOfTrailingZeros(bytes)));
  }

  private static int shift(long bytes) {
    int shift = CC.PAGE_SHIFT;
    while (shift < MOST_SHIFT && bytes >>> shift > GOOD_SLICES) {
      shift++;
    }
    return shift;
  }

  @Override
  public void ensureAvailable(long size) {
    int wanted = Math.toIntExact((size + sliceSize - 1) >>> sliceShift);
    if (wanted <= slices.length) {
      return;
    }
    growLock.lock();
    try {
      ByteBuffer[] before = slices;
      if (wanted > MOST_SLICES) {
        long limit = (long) MOST_SLICES << sliceShift;
        throw new IndexFullException(
            path + " is as large as it can be", new DBException.VolumeMaxSizeExceeded(limit, size));
      }
      if (wanted > before.length) {
        writeZeros((long) before.length << sliceShift, (long) wanted << sliceShift);
        slices = mapped(before, wanted);
      }
    } catch (IOException e) {
      throw new DBException.VolumeIOError(e);
    } finally {
      growLock.unlock();
    }
  }

  private void writeZeros(long from, long to) throws IOException {
    file.seek(from);
    for (long at = from; at < to; at += ZEROS.length) {
      file.write(ZEROS);
    }
  }

  private ByteBuffer[] mapped(ByteBuffer[] before, int size) throws IOException {
    ByteBuffer[] after = Arrays.copyOf(before, size);
    boolean interrupted = false;
    try {
      for (int i = before.length; i < size; ) {
        try {
          i = map(after, i);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return after;
  }

  /** Maps what is missing from an index on. An interrupt closes the channel, which is used once. */
  private int map(ByteBuffer[] target, int from) throws IOException {
    try (FileChannel channel =
        readOnly
            ? FileChannel.open(path, StandardOpenOption.READ)
            : FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileChannel.MapMode mode =
          readOnly ? FileChannel.MapMode.READ_ONLY : FileChannel.MapMode.READ_WRITE;
      int i = from;
      while (i < target.length) {
        target[i] = channel.map(mode, (long) i << sliceShift, sliceSize);
        i++;
      }
      return i;
    }
  }

  @Override
  public void sync() {
    if (readOnly) {
      return;
    }
    try {
      for (ByteBuffer slice : slices) {
        ((MappedByteBuffer) slice).force();
      }
      file.getFD().sync();
    } catch (IOException e) {
      throw new DBException.VolumeIOError(e);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      try {
        sync();
      } finally {
        slices = new ByteBuffer[0];
        file.close();
      }
    } catch (IOException e) {
      throw new DBException.VolumeIOError(e);
    }
  }

  /** Lets go of the file without a word, so that whoever still works on it fails. */
  void abandon() throws IOException {
    closed.set(true);
    slices = new ByteBuffer[0];
    file.close();
  }

  @Override
  public void truncate(long size) {
    throw new UnsupportedOperationException("the file never shrinks");
  }

  @Override
  public long length() {
    return (long) slices.length << sliceShift;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public File getFile() {
    return path.toFile();
  }

  @Override
  public boolean getFileLocked() {
    return false;
  }
}
