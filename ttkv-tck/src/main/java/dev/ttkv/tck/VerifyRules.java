// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Maintenance;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Rule 7.3: verifying finds what is damaged and what is missing, and nothing else. */
final class VerifyRules {
  private static final int TRIES = 15;
  private static final int LENGTH = 80;
  private static final int KEYS = 12;

  @Rule("7.3")
  void a_store_that_is_as_it_was_written_verifies_clean(Lab lab) {
    for (int i = 0; i < lab.tries(TRIES); i++) {
      Random random = new Random(lab.seed() + i);
      Lab.Place place = lab.place();
      TimeTravelStore<String, String> store = place.open();
      Tally tally = new Tally();
      assertClean(store, tally);
      for (int j = 0; j < LENGTH; j++) {
        tally.step(store, random, j);
      }
      lab.clock().move(random.nextInt(3));
      store.settle(lab.clock().instant());
      assertClean(store, tally);
      if (lab.survives()) {
        store.close();
        store = place.open();
        assertClean(store, tally);
        tally.step(store, random, LENGTH);
        assertClean(store, tally);
      }
      lab.closeStores();
    }
  }

  private static void assertClean(TimeTravelStore<String, String> store, Tally tally) {
    State<String, String> before = State.of(store);
    List<Long> progress = new ArrayList<>();
    Verification verification = store.maintenance().verify(progress::add);
    assertEquals(
        new Verification(
            store.watermark(), tally.commits, tally.versions, tally.keys.size(), 0, List.of()),
        verification);
    assertTrue(verification.clean());
    assertFalse(progress.isEmpty(), "it should say how far it is");
    assertEquals(tally.versions, progress.get(progress.size() - 1));
    assertEquals(before, State.of(store), "what the store holds after it was verified");
  }

  /** What was written to a store, counted. */
  private static final class Tally {
    private final Set<String> keys = new HashSet<>();
    private final Set<String> withValue = new HashSet<>();
    private long commits;
    private long versions;

    void step(TimeTravelStore<String, String> store, Random random, int number) {
      Batch<String, String> batch = Batch.create();
      int first = random.nextInt(KEYS);
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        String key = "key" + (first + i) % KEYS;
        if (withValue.contains(key) && random.nextInt(4) == 0) {
          batch.delete(key);
          withValue.remove(key);
        } else {
          batch.put(key, random.nextInt(5) == 0 ? "" : "value" + number);
          withValue.add(key);
        }
        keys.add(key);
      }
      store.commit(random.nextInt(5) == 0 ? batch.note("note " + number) : batch);
      commits++;
      versions += changes;
    }
  }

  @Rule("7.3")
  void verifying_looks_at_what_was_committed_before_it_began(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (int i = 0; i < 1_500; i++) {
      store.put("key" + i % 700, "" + i);
    }
    Instant watermark = store.watermark();
    Verification verification =
        store
            .maintenance()
            .verify(versions -> store.commit(Batch.<String, String>create().put("key1", "later")));
    assertEquals(new Verification(watermark, 1_500, 1_500, 700, 0, List.of()), verification);
  }

  @Rule("3.3")
  @SuppressWarnings("NullAway") // what it is about
  void verifying_refuses_null_by_name(Lab lab) {
    Maintenance<String> maintenance = lab.store().maintenance();
    NullPointerException refusal =
        assertThrows(NullPointerException.class, () -> maintenance.verify(null));
    assertEquals("progress", refusal.getMessage());
  }

  @Rule("7.7")
  void verifying_is_refused_after_closing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Maintenance<String> maintenance = store.maintenance();
    store.close();
    assertThrows(IllegalStateException.class, maintenance::verify);
    assertThrows(IllegalStateException.class, store::maintenance);
  }

  @Rule("7.3")
  void verifying_goes_on_after_the_first_damage(Lab lab) {
    Lab.Place place = lab.place();
    List<Optional<String>> values = fill(place);
    SavedFiles files = new SavedFiles(place);
    List<SavedFiles.Spot> spots = new ArrayList<>();
    for (int i : new int[] {KEYS, 3 * KEYS}) {
      values.get(i).ifPresent(value -> spots.addAll(files.spotsOf(value)));
    }
    files.restore(spots, 1);
    place.damaged("bit 1 of %s flipped".formatted(spots));
    if (spots.size() < 2) {
      return; // kept in no file, or not as they are
    }
    TimeTravelStore<String, String> store;
    try {
      store = place.open();
      store.watermark();
    } catch (DamagedStoreException e) {
      return; // it was noticed before anything was read
    }
    Verification verification = store.maintenance().verify();
    assertFalse(verification.clean(), () -> "values were changed at " + spots);
    assertFalse(verification.findings().isEmpty());
    assertTrue(verification.found() >= verification.findings().size());
  }

  @Rule("7.3")
  void what_is_missing_after_a_key_was_changed_in_one_place_is_found(Lab lab) {
    Lab.Place place = lab.place();
    fill(place);
    SavedFiles files = new SavedFiles(place);
    Optional<WhatWasWritten> written = WhatWasWritten.of(place.open());
    lab.closeStores();
    for (SavedFiles.Spot spot : files.spotsOf("key07")) {
      if (written.isEmpty()) {
        return;
      }
      files.restore(List.of(spot), 1);
      written.get().outcome(place, "bit 1 of %s flipped".formatted(spot));
      lab.closeStores();
    }
  }

  /** Writes 5 values of each key, closes the store, and returns the values, oldest first. */
  private static List<Optional<String>> fill(Lab.Place place) {
    TimeTravelStore<String, String> store = place.open();
    List<Optional<String>> values = new ArrayList<>();
    for (int i = 0; i < 5 * KEYS; i++) {
      if (i % 17 == 16) {
        store.delete(key(i));
        values.add(Optional.empty());
      } else {
        String value = "value%02d of %s".formatted(i, "x".repeat(20));
        store.put(key(i), value);
        values.add(Optional.of(value));
      }
    }
    store.close();
    return values;
  }

  private static String key(int number) {
    return "key%02d".formatted(number % KEYS);
  }
}
