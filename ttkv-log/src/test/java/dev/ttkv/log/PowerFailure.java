// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the disk holds when the power fails: all that was synced, and of the rest what a disk may
 * have done of it. Names in a folder, those of folders too, are kept by syncing the folder, the
 * bytes of a file by syncing the file.
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
    /** Any sectors of any writes, and the names after any step, or each after another one. */
    ANY
  }

  private static final int SECTOR = 512;

  /** A file or a folder, whatever its name is. */
  private sealed interface Node {}

  /** A file: what is surely in it, and the steps since. */
  private static final class Inode implements Node {
    private byte[] durable = {};
    private List<RecordingDisk.Step> pending = new ArrayList<>();
  }

  /** A folder: the names in it, those that are surely there, and what they were since. */
  private static final class Folder implements Node {
    private final TreeMap<String, Node> names = new TreeMap<>();
    private Map<String, Node> durable = Map.of();
    private final List<Map<String, Node>> pending = new ArrayList<>();

    void changed() {
      pending.add(Map.copyOf(names));
    }

    void settle() {
      durable = Map.copyOf(names);
      pending.clear();
    }

    /** Deletes all that is in it, one after the other. */
    void empty() {
      for (Node node : names.values()) {
        if (node instanceof Folder folder) {
          folder.empty();
        }
      }
      names.clear();
      changed();
    }
  }

  private final Random random;
  private final Rest rest;
  private final Folder root = new Folder();

  private PowerFailure(Rest rest, Random random) {
    this.rest = rest;
    this.random = random;
  }

  /** Returns the files that are left after some steps, and the folders, which hold nothing. */
  static Map<Path, Optional<byte[]>> left(
      List<RecordingDisk.Step> steps, Rest rest, Random random) {
    PowerFailure failure = new PowerFailure(rest, random);
    steps.forEach(failure::take);
    Map<Path, Optional<byte[]>> left = new TreeMap<>();
    failure.leave(failure.root, Path.of(""), left);
    return left;
  }

  /** Puts into a folder what is left after some steps. */
  static void restore(List<RecordingDisk.Step> steps, Rest rest, Random random, Path to)
      throws IOException {
    restore(left(steps, rest, random), to);
  }

  static void restore(Map<Path, Optional<byte[]>> left, Path to) throws IOException {
    for (Map.Entry<Path, Optional<byte[]>> entry : left.entrySet()) {
      Path target = to.resolve(entry.getKey());
      if (entry.getValue().isPresent()) {
        Files.write(target, entry.getValue().get());
      } else {
        Files.createDirectories(target);
      }
    }
  }

  /** Returns all files below a folder. */
  static Map<Path, byte[]> contents(Path root) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (var walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private void take(RecordingDisk.Step step) {
    if (step instanceof RecordingDisk.Step.Create create) {
      add(create.file(), new Inode());
    } else if (step instanceof RecordingDisk.Step.Write write) {
      inode(write.file()).pending.add(write);
    } else if (step instanceof RecordingDisk.Step.SetLength length) {
      inode(length.file()).pending.add(length);
    } else if (step instanceof RecordingDisk.Step.Sync sync) {
      Inode inode = inode(sync.file());
      inode.durable = apply(inode.durable, inode.pending);
      inode.pending = new ArrayList<>();
    } else if (step instanceof RecordingDisk.Step.MakeFolder make) {
      add(make.folder(), new Folder());
    } else if (step instanceof RecordingDisk.Step.Rename rename) {
      Folder folder = parent(rename.from());
      Node moved = node(folder, rename.from());
      folder.names.remove(name(rename.from()));
      add(rename.to(), moved);
    } else if (step instanceof RecordingDisk.Step.Delete delete) {
      Folder folder = parent(delete.path());
      if (node(folder, delete.path()) instanceof Folder deleted) {
        deleted.empty();
      }
      folder.names.remove(name(delete.path()));
      folder.changed();
    } else if (step instanceof RecordingDisk.Step.SyncFolder sync) {
      folder(sync.folder()).settle();
    }
  }

  private void add(Path path, Node node) {
    Folder folder = parent(path);
    folder.names.put(name(path), node);
    folder.changed();
  }

  private Folder parent(Path path) {
    Path parent = path.getParent();
    return folder(parent == null ? Path.of("") : parent);
  }

  private Folder folder(Path path) {
    Folder folder = root;
    if (!path.toString().isEmpty()) {
      for (Path name : path) {
        folder = (Folder) node(folder, name);
      }
    }
    return folder;
  }

  private Inode inode(Path file) {
    return (Inode) node(parent(file), file);
  }

  private static Node node(Folder folder, Path path) {
    Node node = folder.names.get(name(path));
    if (node == null) {
      throw new IllegalStateException(path + " has no name");
    }
    return node;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private void leave(Folder folder, Path path, Map<Path, Optional<byte[]>> left) {
    left.put(path, Optional.empty());
    for (Map.Entry<String, Node> entry : left(folder).entrySet()) {
      Path inner = path.resolve(entry.getKey());
      if (entry.getValue() instanceof Folder innerFolder) {
        leave(innerFolder, inner, left);
      } else {
        left.put(inner, Optional.of(left((Inode) entry.getValue())));
      }
    }
  }

  private Map<String, Node> left(Folder folder) {
    return switch (rest) {
      case DROPPED -> folder.durable;
      case KEPT, TORN, ZEROS -> new TreeMap<>(folder.names);
      case ANY -> any(folder);
    };
  }

  /** Returns the names as they were after some change, or each after another one. */
  private Map<String, Node> any(Folder folder) {
    List<Map<String, Node>> states = new ArrayList<>(folder.pending);
    states.add(0, folder.durable);
    if (random.nextBoolean()) {
      return states.get(random.nextInt(states.size()));
    }
    Map<String, Node> left = new TreeMap<>();
    TreeSet<String> names = new TreeSet<>();
    states.forEach(state -> names.addAll(state.keySet()));
    for (String name : names) {
      Node node = states.get(random.nextInt(states.size())).get(name);
      if (node != null) {
        left.put(name, node);
      }
    }
    return left;
  }

  private byte[] left(Inode inode) {
    return switch (rest) {
      case DROPPED -> inode.durable;
      case KEPT -> apply(inode.durable.clone(), inode.pending);
      case TORN -> apply(inode.durable.clone(), torn(inode.pending));
      case ZEROS -> apply(inode.durable.clone(), zeroed(inode.pending));
      case ANY -> apply(inode.durable.clone(), any(inode.pending));
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

  /** Returns a content after some steps, which may be the same array. */
  private static byte[] apply(byte[] content, List<RecordingDisk.Step> steps) {
    byte[] result = content;
    for (RecordingDisk.Step step : steps) {
      if (step instanceof RecordingDisk.Step.SetLength set) {
        result = Arrays.copyOf(result, (int) set.length());
      } else if (step instanceof RecordingDisk.Step.Write write) {
        int end = (int) write.offset() + write.bytes().length;
        if (end > result.length) {
          result = Arrays.copyOf(result, end);
        }
        System.arraycopy(write.bytes(), 0, result, (int) write.offset(), write.bytes().length);
      }
    }
    return result;
  }
}
