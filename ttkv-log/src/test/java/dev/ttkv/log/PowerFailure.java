// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the disk holds when the power fails: all that was synced, and of the rest what a disk may
 * have done of it. Names in a folder are kept by syncing the folder, the bytes of a file by syncing
 * the file.
 */
final class PowerFailure {
  /** What becomes of that which was not synced. */
  enum Rest {
    /** None of it is there. */
    DROPPED,
    /** All of it is there, as after the death of the process alone. */
    KEPT,
    /** All of it is there but a part of the last write. */
    TORN,
    /** Names and lengths, but not the bytes: zeros. */
    ZEROS,
    /** Any sectors of any writes, and the names up to any step. */
    ANY
  }

  private static final int SECTOR = 512;

  /** A file: what is surely in it, and the steps since. */
  private static final class Inode {
    private byte[] durable = {};
    private List<RecordingDisk.Step> pending = new ArrayList<>();
  }

  private final Random random;
  private final Rest rest;
  private final TreeMap<Path, Inode> names = new TreeMap<>();
  private final Map<Path, Map<Path, Inode>> durableNames = new HashMap<>();
  private final Map<Path, List<Map<Path, Inode>>> pendingNames = new HashMap<>();
  private final TreeMap<Path, Path> folders = new TreeMap<>();

  private PowerFailure(Rest rest, Random random) {
    this.rest = rest;
    this.random = random;
  }

  /**
   * Puts into a folder what is left after some steps.
   *
   * @param start what the disk held before the first step, all of it synced
   */
  static void restore(
      Map<Path, byte[]> start, List<RecordingDisk.Step> steps, Rest rest, Random random, Path to)
      throws IOException {
    PowerFailure failure = new PowerFailure(rest, random);
    start.forEach(failure::begin);
    steps.forEach(failure::take);
    failure.write(to);
  }

  /** Returns all files below a folder, as a start. */
  static Map<Path, byte[]> contents(Path root) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (var walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private void begin(Path file, byte[] content) {
    Inode inode = new Inode();
    inode.durable = content;
    names.put(file, inode);
    for (Path folder = parent(file); !folder.equals(Path.of("")); folder = parent(folder)) {
      folders.put(folder, folder);
    }
    settle(parent(file));
  }

  private void take(RecordingDisk.Step step) {
    if (step instanceof RecordingDisk.Step.Create create) {
      names.put(create.file(), new Inode());
      changed(parent(create.file()));
    } else if (step instanceof RecordingDisk.Step.Write write) {
      inode(write.file()).pending.add(write);
    } else if (step instanceof RecordingDisk.Step.SetLength length) {
      inode(length.file()).pending.add(length);
    } else if (step instanceof RecordingDisk.Step.Sync sync) {
      Inode inode = inode(sync.file());
      inode.durable = apply(inode.durable, inode.pending);
      inode.pending = new ArrayList<>();
    } else if (step instanceof RecordingDisk.Step.MakeFolder make) {
      folders.put(make.folder(), make.folder());
    } else if (step instanceof RecordingDisk.Step.Rename rename) {
      Inode moved = inode(rename.from());
      names.remove(rename.from());
      names.put(rename.to(), moved);
      changed(parent(rename.to()));
    } else if (step instanceof RecordingDisk.Step.Delete delete) {
      names.keySet().removeIf(name -> name.startsWith(delete.path()));
      folders.keySet().removeIf(name -> name.startsWith(delete.path()));
      changed(parent(delete.path()));
      changed(delete.path());
    } else if (step instanceof RecordingDisk.Step.SyncFolder sync) {
      settle(sync.folder());
    }
  }

  private Inode inode(Path file) {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new IllegalStateException(file + " has no name");
    }
    return inode;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private Map<Path, Inode> namesIn(Path folder) {
    TreeMap<Path, Inode> in = new TreeMap<>(names);
    in.keySet().removeIf(name -> !parent(name).equals(folder));
    return in;
  }

  private void changed(Path folder) {
    pendingNames.computeIfAbsent(folder, f -> new ArrayList<>()).add(namesIn(folder));
  }

  private void settle(Path folder) {
    durableNames.put(folder, namesIn(folder));
    pendingNames.remove(folder);
  }

  private void write(Path to) throws IOException {
    // a folder without a name on the disk would lose what is in it; to keep it is the harder case
    for (Path folder : folders.keySet()) {
      Files.createDirectories(to.resolve(folder));
    }
    for (Path folder : union()) {
      List<Map<Path, Inode>> pending = pendingNames.getOrDefault(folder, List.of());
      Map<Path, Inode> left = durableNames.getOrDefault(folder, Map.of());
      int kept =
          switch (rest) {
            case DROPPED -> 0;
            case KEPT, TORN, ZEROS -> pending.size();
            case ANY -> random.nextInt(pending.size() + 1);
          };
      if (kept > 0) {
        left = pending.get(kept - 1);
      }
      for (Map.Entry<Path, Inode> file : left.entrySet()) {
        Path target = to.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, left(file.getValue()));
      }
    }
  }

  private List<Path> union() {
    List<Path> all = new ArrayList<>(durableNames.keySet());
    pendingNames.keySet().stream().filter(folder -> !all.contains(folder)).forEach(all::add);
    return all;
  }

  private byte[] left(Inode inode) {
    return switch (rest) {
      case DROPPED -> inode.durable;
      case KEPT -> apply(inode.durable, inode.pending);
      case TORN -> apply(inode.durable, torn(inode.pending));
      case ZEROS -> apply(inode.durable, zeroed(inode.pending));
      case ANY -> apply(inode.durable, any(inode.pending));
    };
  }

  private List<RecordingDisk.Step> torn(List<RecordingDisk.Step> pending) {
    if (pending.isEmpty()
        || !(pending.get(pending.size() - 1) instanceof RecordingDisk.Step.Write last)) {
      return pending;
    }
    List<RecordingDisk.Step> torn = new ArrayList<>(pending.subList(0, pending.size() - 1));
    int length = random.nextInt(last.bytes().length);
    torn.add(
        new RecordingDisk.Step.Write(
            last.file(), last.offset(), Arrays.copyOf(last.bytes(), length)));
    return torn;
  }

  private static List<RecordingDisk.Step> zeroed(List<RecordingDisk.Step> pending) {
    return pending.stream()
        .map(
            step ->
                step instanceof RecordingDisk.Step.Write write
                    ? new RecordingDisk.Step.Write(
                        write.file(), write.offset(), new byte[write.bytes().length])
                    : step)
        .toList();
  }

  private List<RecordingDisk.Step> any(List<RecordingDisk.Step> pending) {
    List<RecordingDisk.Step> sectors = new ArrayList<>();
    for (RecordingDisk.Step step : pending) {
      if (step instanceof RecordingDisk.Step.Write write) {
        int at = 0;
        while (at < write.bytes().length) {
          int to =
              Math.min(write.bytes().length, at + SECTOR - (int) ((write.offset() + at) % SECTOR));
          sectors.add(
              new RecordingDisk.Step.Write(
                  write.file(), write.offset() + at, Arrays.copyOfRange(write.bytes(), at, to)));
          at = to;
        }
      } else {
        sectors.add(step);
      }
    }
    sectors.removeIf(step -> random.nextBoolean());
    Collections.shuffle(sectors, random);
    return sectors;
  }

  private static byte[] apply(byte[] content, List<RecordingDisk.Step> steps) {
    byte[] result = content;
    for (RecordingDisk.Step step : steps) {
      if (step instanceof RecordingDisk.Step.SetLength set) {
        result = Arrays.copyOf(result, (int) set.length());
      } else if (step instanceof RecordingDisk.Step.Write write) {
        int end = (int) write.offset() + write.bytes().length;
        if (end > result.length) {
          result = Arrays.copyOf(result, end);
        } else {
          result = result.clone();
        }
        System.arraycopy(write.bytes(), 0, result, (int) write.offset(), write.bytes().length);
      }
    }
    return result;
  }
}
