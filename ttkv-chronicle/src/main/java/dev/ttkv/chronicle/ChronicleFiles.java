// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/**
 * The two maps of an index, each in a file: the heads of histories by key, and their blocks by
 * place. The files have their whole length, on the disk too, from the beginning, so that nothing of
 * them can go wrong later.
 *
 * @param heads the heads
 * @param blocks the blocks, and under {@link #STATE} what else is to be known
 */
record ChronicleFiles(
    Path folder, ChronicleMap<byte[], byte[]> heads, ChronicleMap<Long, byte[]> blocks) {
  private static final String HEADS = "heads.chronicle";
  private static final String BLOCKS = "blocks.chronicle";
  private static final long STATE = -1;
  private static final int BLOCK_BYTES = History.BLOCK * 2 * Long.BYTES;
  private static final long FORMAT = 1;

  private static final int SEGMENTS = 32;
  private static final double HEAD_BYTES = 72;
  private static final int CHUNK_BYTES = 32;
  private static final long LEAST_VERSIONS = 1 << 12;

  /**
   * What is to be known when an index is opened.
   *
   * @param versions the number of versions
   * @param nextId the id of the next history that has blocks
   */
  record State(long versions, long nextId) {}

  /**
   * Makes files with room for about twice that many versions.
   *
   * @param keyBytes how long the keys are on average
   */
  static ChronicleFiles create(Path folder, long versions, double keyBytes) {
    return uninterrupted(() -> open(folder, Math.max(2 * versions, LEAST_VERSIONS), keyBytes));
  }

  /** Opens the files in a folder, which know how large they are. */
  static ChronicleFiles open(Path folder) {
    return uninterrupted(() -> open(folder, LEAST_VERSIONS, 1));
  }

  private static ChronicleFiles open(Path folder, long versions, double keyBytes)
      throws IOException {
    ChronicleMap<byte[], byte[]> heads =
        ChronicleMapBuilder.of(byte[].class, byte[].class)
            .name("ttkv-heads")
            .averageKeySize(keyBytes)
            .averageValueSize(HEAD_BYTES)
            .actualChunkSize(CHUNK_BYTES)
            .entries(versions / 2)
            .actualSegments(SEGMENTS)
            .allowSegmentTiering(false)
            .skipCloseOnExitHook(true)
            .createPersistedTo(folder.resolve(HEADS).toFile());
    boolean opened = false;
    try {
      ChronicleMap<Long, byte[]> blocks =
          ChronicleMapBuilder.of(Long.class, byte[].class)
              .name("ttkv-blocks")
              .constantValueSizeBySample(new byte[BLOCK_BYTES])
              .entries(versions / History.BLOCK + 1)
              .actualSegments(SEGMENTS)
              .allowSegmentTiering(false)
              .skipCloseOnExitHook(true)
              .createPersistedTo(folder.resolve(BLOCKS).toFile());
      opened = true;
      return new ChronicleFiles(folder, heads, blocks);
    } finally {
      if (!opened) {
        heads.close();
      }
    }
  }

  /** An interrupt would close the files, so the calling thread does not touch them. */
  private static <T> T uninterrupted(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "ttkv-chronicle-files");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the files of the index: " + e.getCause(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  State state() {
    byte[] bytes = blocks.get(STATE);
    if (bytes == null) {
      throw new IllegalStateException(folder + " was not closed");
    }
    ByteBuffer state = ByteBuffer.wrap(bytes);
    long format = state.getLong();
    if (format != FORMAT) {
      throw new IllegalStateException(folder + " has format " + format + ", and not " + FORMAT);
    }
    return new State(state.getLong(), state.getLong());
  }

  void putState(State state) {
    blocks.put(
        STATE,
        ByteBuffer.allocate(BLOCK_BYTES)
            .putLong(FORMAT)
            .putLong(state.versions())
            .putLong(state.nextId())
            .array());
  }

  /** Closes the files and sees them to the disk. */
  void close(boolean changed) {
    uninterrupted(
        () -> {
          try (heads;
              blocks) {
            // closed in any case
          }
          if (changed) {
            sync(HEADS);
            sync(BLOCKS);
          }
          return folder;
        });
  }

  private void sync(String name) {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.getFD().sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
