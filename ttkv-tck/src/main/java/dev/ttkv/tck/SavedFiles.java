// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The files of a place as they were, to put back with something changed. */
final class SavedFiles {
  /**
   * A byte of a file.
   *
   * @param file the file
   * @param position where in it
   */
  record Spot(Path file, int position) {
    @Override
    public String toString() {
      return "byte " + position + " of " + file.getFileName();
    }
  }

  private final Lab.Place place;
  private final Map<Path, byte[]> files = new LinkedHashMap<>();

  /** Reads the files of a place, whose store is closed. */
  SavedFiles(Lab.Place place) {
    this.place = place;
    try {
      for (Path file : place.files()) {
        files.put(file, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many bytes there are. */
  long size() {
    return files.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  /** Returns how many files there are. */
  int count() {
    return files.size();
  }

  /** Returns the spot that so many bytes of all files stand before. */
  Spot spot(long before) {
    long rest = before;
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      if (rest < file.getValue().length) {
        return new Spot(file.getKey(), (int) rest);
      }
      rest -= file.getValue().length;
    }
    throw new IllegalArgumentException(before + " of " + size());
  }

  /**
   * Returns a byte of a file, each file being as likely as any other; there is a file that has one.
   */
  Spot spotOfAnyFile(Random random) {
    List<Map.Entry<Path, byte[]>> some =
        files.entrySet().stream().filter(file -> file.getValue().length > 0).toList();
    Map.Entry<Path, byte[]> file = some.get(random.nextInt(some.size()));
    return new Spot(file.getKey(), random.nextInt(file.getValue().length));
  }

  /** Returns where a text begins, wherever it stands. */
  List<Spot> spotsOf(String text) {
    List<Spot> spots = new ArrayList<>();
    files.forEach(
        (file, bytes) -> {
          String content = new String(bytes, StandardCharsets.ISO_8859_1);
          for (int i = content.indexOf(text); i >= 0; i = content.indexOf(text, i + 1)) {
            spots.add(new Spot(file, i));
          }
        });
    return spots;
  }

  /** Puts the files back as they were, but with some bits flipped at some spots. */
  void restore(List<Spot> spots, int bits) {
    try {
      for (Path file : place.files()) {
        if (!files.containsKey(file)) {
          Files.delete(file);
        }
      }
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        byte[] bytes = file.getValue().clone();
        for (Spot spot : spots) {
          if (spot.file().equals(file.getKey())) {
            bytes[spot.position()] ^= (byte) bits;
          }
        }
        Files.createDirectories(file.getKey().resolveSibling(""));
        Files.write(file.getKey(), bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
