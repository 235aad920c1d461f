// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The disk itself, and what was done to it, step by step. Paths are relative to a root. */
final class RecordingDisk implements Disk {
  /** A step: what a power failure may find done, not done, or, for a write, done in part. */
  sealed interface Step {
    /** A file got a name, if it had none. */
    record Create(Path file) implements Step {}

    record Write(Path file, long offset, byte[] bytes) implements Step {}

    record SetLength(Path file, long length) implements Step {}

    record Sync(Path file) implements Step {}

    record MakeFolder(Path folder) implements Step {}

    record Rename(Path from, Path to) implements Step {}

    record Delete(Path path) implements Step {}

    record SyncFolder(Path folder) implements Step {}
  }

  private final UnsyncedDisk disk = new UnsyncedDisk();
  private final Path root;
  private boolean syncing = true;
  private final List<Step> steps = new ArrayList<>();

  /**
   * Makes a disk.
   *
   * @param root the folder that all happens in
   */
  RecordingDisk(Path root) {
    this.root = root;
  }

  /** Says whether a sync does anything from now on. */
  void syncing(boolean now) {
    syncing = now;
  }

  /** Makes a disk that has taken some steps already. */
  RecordingDisk(Path root, List<Step> before) {
    this(root);
    steps.addAll(before);
  }

  /** Makes a disk that holds what is in the root now, all of it synced. */
  static RecordingDisk from(Path root) throws IOException {
    RecordingDisk disk = new RecordingDisk(root);
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted().toList();
    }
    for (Path path : all.subList(1, all.size())) {
      Path name = disk.relative(path);
      if (Files.isDirectory(path)) {
        disk.record(new Step.MakeFolder(name));
      } else {
        disk.record(new Step.Create(name));
        disk.record(new Step.Write(name, 0, Files.readAllBytes(path)));
        disk.record(new Step.Sync(name));
      }
    }
    for (Path folder : all.stream().filter(Files::isDirectory).toList()) {
      disk.record(new Step.SyncFolder(disk.relative(folder)));
    }
    return disk;
  }

  synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  synchronized int count() {
    return steps.size();
  }

  private synchronized void record(Step step) {
    steps.add(step);
  }

  private Path relative(Path path) {
    return root.relativize(path.toAbsolutePath().normalize());
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      record(new Step.Create(relative(file)));
    }
    DiskFile opened = disk.open(file);
    return new DiskFile() {
      @Override
      public void write(long offset, byte[] bytes, int length) throws IOException {
        opened.write(offset, bytes, length);
        record(new Step.Write(relative(file), offset, Arrays.copyOf(bytes, length)));
      }

      @Override
      public void setLength(long length) throws IOException {
        opened.setLength(length);
        record(new Step.SetLength(relative(file), length));
      }

      @Override
      public void sync() throws IOException {
        opened.sync();
        if (syncing) {
          record(new Step.Sync(relative(file)));
        }
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      record(new Step.MakeFolder(relative(folder)));
    }
    disk.makeFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
    record(new Step.Rename(relative(from), relative(to)));
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.exists(path)) {
      record(new Step.Delete(relative(path)));
    }
    disk.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    disk.syncFolder(folder);
    if (syncing) {
      record(new Step.SyncFolder(relative(folder)));
    }
  }
}
