// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Maps on the heap that are found again by what their files say, wherever those are moved. */
final class KeptMaps implements OrderedBytes.Opener {
  private final Map<String, NavigableMap<byte[], byte[]>> maps = new HashMap<>();

  /** Which path was opened last. */
  Path opened = Path.of("");

  @Override
  public MapBytes open(Path path) throws IOException {
    opened = path;
    Path file = Files.isDirectory(path) ? path.resolve("number") : path;
    if (!Files.exists(file)) {
      Files.writeString(file, "map " + maps.size());
    }
    return new MapBytes(
        maps.computeIfAbsent(
            Files.readString(file), name -> new TreeMap<>(Arrays::compareUnsigned))) {
      @Override
      public Durability durability() {
        return Durability.POWER;
      }
    };
  }
}
