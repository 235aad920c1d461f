// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Rule 7.3: flips one bit in each of many copies of the files of a store that was closed, and looks
 * what becomes of what was written.
 */
final class FlipRules {
  private static final int COMMITS = 100;
  private static final int KEYS = 30;

  @Rule("7.3")
  void a_flipped_bit_gives_nothing_wrong_and_what_it_damages_is_found(Lab lab) {
    Lab.Place place = lab.place();
    fill(lab, place);
    SavedFiles files = new SavedFiles(place);
    if (files.size() == 0) {
      lab.tell("no file was there to flip a bit in");
      return;
    }
    Optional<WhatWasWritten> written = WhatWasWritten.of(place.open());
    lab.closeStores();
    if (written.isEmpty()) {
      return;
    }
    Map<WhatWasWritten.Outcome, Integer> outcomes = new EnumMap<>(WhatWasWritten.Outcome.class);
    Random random = lab.random();
    int flips = lab.flips();
    for (int i = 0; i < flips; i++) {
      // small files hold what large ones hang on
      SavedFiles.Spot spot =
          i % 2 == 0
              ? files.spot((long) (random.nextDouble() * files.size()))
              : files.spotOfAnyFile(random);
      int bit = 1 << random.nextInt(8);
      files.restore(List.of(spot), bit);
      outcomes.merge(
          written.get().outcome(place, "bit %d of %s flipped".formatted(bit, spot)),
          1,
          Integer::sum);
      lab.closeStores();
    }
    lab.tell(
        "a bit flipped in %d copies of %d files: 0 wrong, 0 missing and not found, %s"
            .formatted(
                flips,
                files.count(),
                outcomes.entrySet().stream()
                    .map(outcome -> outcome.getValue() + " " + words(outcome.getKey()))
                    .collect(Collectors.joining(", "))));
  }

  private static String words(WhatWasWritten.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Writes puts, deletes, batches and notes, settles, and closes the store. */
  private static void fill(Lab lab, Lab.Place place) {
    Random random = lab.random();
    TimeTravelStore<String, String> store = place.open();
    for (int i = 0; i < COMMITS; i++) {
      Batch<String, String> batch = Batch.create();
      int first = random.nextInt(KEYS);
      int changes = 1 + random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        String key = "key" + (first + j) % KEYS;
        if (store.get(key).isPresent() && random.nextInt(8) == 0) {
          batch.delete(key);
        } else {
          batch.put(key, "value%d of %s ".formatted(i, key).repeat(1 + random.nextInt(8)));
        }
      }
      store.commit(i % 10 == 0 ? batch.note("note " + i) : batch);
      lab.clock().move(random.nextInt(1_000));
    }
    store.settle(lab.clock().instant());
    store.close();
  }
}
