// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Erasure;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Rule 6.3: erasing keys. */
final class EraseRules {
  @Rule("6.3")
  void an_erased_key_was_never_there(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant alone = store.put("secret", "1");
    Instant both =
        store
            .commit(Batch.<String, String>create().put("a", "1").put("secret", "2").note("by me"))
            .orElseThrow();
    Instant other =
        store.commit(Batch.<String, String>create().put("a", "2").note("kept")).orElseThrow();
    store.put("too", "1");
    Instant last = store.delete("secret").orElseThrow();
    Snapshot<String, String> taken = store.asOf(both);
    String before = store.maintenance().digest(Instant.MAX);

    lab.clock().move(1_000);
    Erasure receipt = store.maintenance().erase(List.of("secret", "too", "secret", "never"));

    assertEquals(lab.clock().instant(), receipt.time());
    assertEquals(4, receipt.versions());
    assertTrue(receipt.complete());
    assertEquals(Optional.empty(), taken.get("secret"));
    assertEquals(Optional.of("1"), taken.get("a"));
    assertEquals(new Lookup.None<>(Instant.MIN), store.asOf(last).lookup("secret"));
    assertEquals(List.of(), store.history("secret").toList());
    assertEquals(List.of(), store.times("secret").toList());
    assertEquals(List.of(other, both), store.times().toList());
    assertEquals(
        List.of(
            new Commit<>(both, List.of(new Change<>("a", Optional.of("1"))), Optional.empty()),
            new Commit<>(other, List.of(new Change<>("a", Optional.of("2"))), Optional.of("kept"))),
        store.commits(TimeRange.all(), Order.ASCENDING).toList());
    assertEquals(List.of(), store.asOf(alone).entries().toList());
    assertEquals(last, store.watermark());
    assertFalse(before.equals(store.maintenance().digest(Instant.MAX)));
    assertTrue(store.maintenance().verify().clean());

    String after = store.maintenance().digest(Instant.MAX);
    assertEquals(0, store.maintenance().erase(List.of("secret")).versions());
    assertEquals(after, store.maintenance().digest(Instant.MAX));
    Instant again = store.put("secret", "new");
    assertEquals(List.of(again), store.times("secret").toList());
    if (lab.survives()) {
      after = store.maintenance().digest(Instant.MAX);
      store.close();
      TimeTravelStore<String, String> reopened = place.open();
      assertEquals(after, reopened.maintenance().digest(Instant.MAX));
      assertTrue(reopened.maintenance().verify().clean());
    }
  }

  @Rule("6.3")
  void baseline_versions_are_erased_too(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.commit(Batch.<String, String>create().put("a", "1").put("b", "1"));
    Instant horizon = store.put("c", "1");
    store.maintenance().trim(horizon);
    store.put("a", "2");
    assertEquals(2, store.maintenance().erase(List.of("a")).versions());
    assertEquals(List.of("b", "c"), store.asOf(horizon).entries().map(e -> e.key()).toList());
    assertEquals(horizon, store.horizon());
    assertEquals(List.of(), store.times().toList());
    assertTrue(store.maintenance().verify().clean());
  }

  @Rule("6.3")
  void an_erase_of_nothing_is_refused(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.maintenance().erase(List.of()),
        "no keys");
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.maintenance().erase(List.of("a", "\uD800")));
  }

  @Rule("6.3")
  void no_file_has_bytes_of_what_was_erased(Lab lab) {
    if (!lab.forgets() || !lab.survives()) {
      return;
    }
    Random random = lab.random();
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open(lab.durableOptions());
    List<String> erased = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      boolean secret = random.nextInt(4) == 0;
      String key = secret ? "kEraseMe" + random.nextInt(30) : "key" + random.nextInt(100);
      String value =
          (secret ? "vEraseMe" : "value").repeat(1 + random.nextInt(i % 10 == 0 ? 2_000 : 20));
      Batch<String, String> batch = Batch.<String, String>create().put(key, value);
      if (secret) {
        erased.add(key);
        batch.put("beside" + i, "" + i).note("nEraseMe" + i);
      }
      store.commit(batch);
      if (i == 200) {
        store.maintenance().trim(store.watermark());
      }
      if (i % 100 == 99) {
        store.close();
        store = place.open(lab.durableOptions());
      }
    }
    assertTrue(store.maintenance().erase(erased).complete());
    store.settle(lab.clock().instant());
    assertEquals(List.of(), having(place, "EraseMe"), "while the store is open");
    String digest = store.maintenance().digest(Instant.MAX);
    store.close();
    assertEquals(List.of(), having(place, "EraseMe"), "once the store is closed");
    TimeTravelStore<String, String> again = place.open(lab.durableOptions());
    assertEquals(digest, again.maintenance().digest(Instant.MAX));
    assertTrue(again.maintenance().verify().clean());
    assertEquals(List.of(), having(place, "EraseMe"), "once it is open again");
  }

  /** Returns the files that have a text in them. */
  private static List<Path> having(Lab.Place place, String text) {
    return place.files().stream()
        .filter(
            file -> {
              try {
                return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(text);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}
