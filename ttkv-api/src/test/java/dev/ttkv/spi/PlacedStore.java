// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** A store of strings over a map in a file or a folder. */
final class PlacedStore extends EngineStore<String, String> {
  static final StoreHeader HEADER = StoreHeader.of(KeyCodec.utf8(), Codec.utf8());

  private PlacedStore(Engine engine, OpenMode mode) {
    super(
        "here",
        engine,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withMode(mode).withClock(() -> Instant.EPOCH));
  }

  static PlacedStore open(
      Path path,
      boolean ofFolder,
      OpenMode mode,
      OrderedBytes.Opener opener,
      StoreFileMoves files) {
    StorePlace place =
        ofFolder
            ? StorePlace.ofFolder("here", path, opener, files)
            : StorePlace.ofFile("here", path, opener, files);
    return new PlacedStore(place.open(mode, HEADER), mode);
  }

  static PlacedStore open(Path path, boolean ofFolder, OrderedBytes.Opener opener) {
    return open(path, ofFolder, OpenMode.CREATE, opener, new StoreFileMoves());
  }

  /** Makes 60 commits of 1 to 4 changes to 12 keys, which are deleted now and then. */
  void fill() {
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      Batch<String, String> batch = Batch.create();
      int first = random.nextInt(12);
      for (int j = 0; j <= random.nextInt(4); j++) {
        String key = "key" + (first + j) % 12;
        if (random.nextInt(4) == 0) {
          batch.delete(key);
        } else {
          batch.put(key, "value" + i);
        }
      }
      commit(random.nextBoolean() ? batch.note("note" + i) : batch);
    }
  }

  /** Returns the time of the commit in the middle. */
  Instant middle() {
    return times().skip(30).findFirst().orElseThrow();
  }

  String digest() {
    return maintenance().digest(Instant.MAX);
  }
}
