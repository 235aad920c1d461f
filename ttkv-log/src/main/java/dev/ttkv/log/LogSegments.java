// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.DamagedStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The segments of a generation, oldest first. All but the last end where the header of the next one
 * says, and were on the disk before it was made.
 */
final class LogSegments {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SUFFIX = ".log";

  private volatile Segment[] segments;

  LogSegments(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  /**
   * Opens the segments in a folder.
   *
   * @throws DamagedStoreException if one is missing, cut short, or of another generation
   */
  static LogSegments open(String location, Path folder, long generation) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw missing(location, folder, 0);
    }
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      if (!file.equals(Segment.file(folder, segments.size()))) {
        throw missing(location, folder, segments.size());
      }
      Segment segment = Segment.open(location, file);
      if (segment.header().generation() != generation || segment.number() != segments.size()) {
        throw new DamagedStoreException(
            "%s: %s is a part of another log; restore the store from a backup"
                .formatted(location, file));
      }
      segments.add(segment);
    }
    if (segments.isEmpty()) {
      throw missing(location, folder, 0);
    }
    LogSegments opened = new LogSegments(segments);
    for (int i = 0; i < segments.size() - 1; i++) {
      if (segments.get(i).length() < opened.end(i)) {
        throw segments.get(i).damaged(segments.get(i).length());
      }
    }
    return opened;
  }

  /**
   * Tells whether a folder has at most a first segment without frames. Beside one there can be what
   * an opening makes before it is known that the creation is on the disk: a mark, an index.
   */
  static boolean isBrokenOffCreation(String location, Path folder) throws IOException {
    Path first = Segment.file(folder, 0);
    List<Path> others;
    try (Stream<Path> list = Files.list(folder)) {
      others = list.filter(path -> !path.equals(first) && !path.equals(Disk.draft(first))).toList();
    }
    if (!Files.exists(first)) {
      return others.isEmpty();
    }
    if (others.stream().anyMatch(path -> path.toString().endsWith(SUFFIX))) {
      return false;
    }
    Segment segment = Segment.open(location, first);
    byte[] bytes = segment.bytes(segment.length());
    return IntStream.range(segment.start(), bytes.length).allMatch(i -> bytes[i] == 0);
  }

  private static DamagedStoreException missing(String location, Path folder, int number) {
    return new DamagedStoreException(
        "%s: a part of its log is missing, %s; restore the store from a backup"
            .formatted(location, Segment.file(folder, number)));
  }

  /** Makes the file of a segment, which is on the disk, header included, when it has its name. */
  static Path create(Disk disk, Path folder, SegmentHeader header) throws IOException {
    Path file = Segment.file(folder, header.segment());
    disk.replace(file, header.encode());
    return file;
  }

  static long salt() {
    return RANDOM.nextLong();
  }

  void add(Segment segment) {
    Segment[] longer = Arrays.copyOf(segments, segments.length + 1);
    longer[longer.length - 1] = segment;
    segments = longer;
  }

  Segment get(int number) {
    return segments[number];
  }

  Segment last() {
    Segment[] now = segments;
    return now[now.length - 1];
  }

  int count() {
    return segments.length;
  }

  /** Returns where a segment that is not the last one ends. */
  int end(int number) {
    return segments[number + 1].header().previousEnd();
  }

  /** Returns where the last frame of a segment that is not the last one begins, 0 if none. */
  int lastFrame(int number) {
    return segments[number + 1].header().previousLast();
  }
}
