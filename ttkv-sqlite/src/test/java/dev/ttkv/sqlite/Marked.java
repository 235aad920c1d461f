// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Keys, values and notes that are to be erased, all made of one mark of four bytes that is nowhere
 * else, so that what is left of them in a file is found, however it was cut into pieces.
 */
final class Marked {
  static final String MARK = "ZqXj";
  private static final int[] SIZES = {4, 5, 30, 200, 1_000, 3_000, 4_090, 5_000, 20_000};

  private Marked() {}

  /** The keys that have the mark. Others come before them and behind them. */
  static List<String> keys() {
    return IntStream.range(0, 40).mapToObj(Marked::key).toList();
  }

  private static String key(int i) {
    return MARK.repeat(1 + i % 7 * i) + i;
  }

  /** Does something, of which some is to be erased. */
  static void work(TimeTravelStore<String, String> store, Random random, int commits) {
    for (int i = 0; i < commits; i++) {
      Batch<String, String> batch = Batch.create();
      List<Integer> keys = new ArrayList<>(IntStream.range(0, 80).boxed().toList());
      int changes = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : 1;
      boolean marked = false;
      for (int j = 0; j < changes; j++) {
        int key = keys.remove(random.nextInt(keys.size()));
        marked |= change(batch, key, random) && key < 40;
      }
      if (random.nextBoolean()) {
        batch.note((marked ? MARK : "note").repeat(1 + random.nextInt(50)));
      }
      store.commit(batch);
    }
  }

  /** Tells whether it is a put, which always has an effect. */
  private static boolean change(Batch<String, String> batch, int number, Random random) {
    String key = number < 40 ? key(number) : (number % 2 == 0 ? "A" : "key") + number;
    if (random.nextInt(6) == 0) {
      batch.delete(key);
      return false;
    }
    int size = SIZES[random.nextInt(SIZES.length)];
    batch.put(key, (number < 40 ? MARK : "vwxy").repeat(size / 4 + 1).substring(0, size));
    return true;
  }

  /** Returns where the mark is in the files of a folder. */
  static List<String> places(Path folder) throws IOException {
    List<String> places = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        int at = content.indexOf(MARK);
        while (at >= 0 && places.size() < 10) {
          places.add(file.getFileName() + " at " + at);
          at = content.indexOf(MARK, at + 1);
        }
      }
    }
    return places;
  }
}
