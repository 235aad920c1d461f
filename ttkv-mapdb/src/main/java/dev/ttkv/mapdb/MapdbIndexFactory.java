// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.VersionIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes and opens indexes of MapDB's. One that was damaged may open for ever: there is a limit. */
final class MapdbIndexFactory implements IndexFactory {
  private static final String FILE = "versions.mapdb";
  private static final long BYTES_PER_VERSION = 64;

  private final Duration openLimit;

  MapdbIndexFactory(Duration openLimit) {
    this.openLimit = openLimit;
  }

  @Override
  public VersionIndex create(Path folder, long versions) {
    try {
      MappedVolume volume = MappedVolume.create(folder.resolve(FILE), versions * BYTES_PER_VERSION);
      try {
        return MapdbIndex.create(volume);
      } catch (Throwable e) {
        volume.abandon();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public VersionIndex open(Path folder, boolean readOnly) {
    Path path = folder.resolve(FILE);
    try {
      MappedVolume volume = MappedVolume.open(path, readOnly);
      try {
        return open(path, volume);
      } catch (Throwable e) {
        volume.abandon();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private VersionIndex open(Path path, MappedVolume volume) {
    FutureTask<VersionIndex> opening = new FutureTask<>(() -> MapdbIndex.open(volume));
    Thread thread = new Thread(opening, "ttkv-mapdb-open");
    thread.setDaemon(true);
    thread.start();
    long deadline = System.nanoTime() + openLimit.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return opening.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw new TimeTravelStoreException(
          "%s has not opened within %s; it is damaged".formatted(path, openLimit), e);
    } catch (ExecutionException e) {
      throw new TimeTravelStoreException("%s does not open: %s".formatted(path, e.getCause()), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
