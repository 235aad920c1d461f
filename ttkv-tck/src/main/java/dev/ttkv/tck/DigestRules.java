// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rule 8.2: digests, with vectors that another implementation can be tested with. */
final class DigestRules {
  private static final Instant START = Instant.parse("2024-02-29T12:00:00Z");

  // computed by another program, in another language, from the rule
  private static final String EMPTY =
      "47100d2e80222cddb46edfbccd5a636273b5d020743178e6baacf6e7ef2e32e2";
  private static final String PUT =
      "d13c159dde983af47338dcb06ef5138e18b5720883d8b2102da0c46f7dfe96cc";
  private static final String BATCH =
      "261e7fecf012628aa2a43381becf0c6b852bfb5ee48e74e69421df4d2b5c5b7e";
  private static final String TRIMMED =
      "4119dcb78e72f52e08b94decaab9ff3731d81aa34540d23ff6b903c89f5c228d";
  private static final String ERASED =
      "09d7c35748f509e84a1207279f10255bd119a5ab775c28121a627ad21191ad55";

  @Rule("8.2")
  void the_digests_of_some_histories_are_known(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    assertEquals(EMPTY, store.maintenance().digest(Instant.MAX));
    store.put("a", "1", START);
    assertEquals(PUT, store.maintenance().digest(Instant.MAX));
    store.commit(
        Batch.<String, String>create()
            .put("", "\uD83D\uDE00")
            .delete("a")
            .put("b", "")
            .note("a note")
            .at(START.plusNanos(1)));
    assertEquals(BATCH, store.maintenance().digest(Instant.MAX));
    assertEquals(PUT, store.maintenance().digest(START));
    assertEquals(EMPTY, store.maintenance().digest(START.minusNanos(1)));
    assertEquals(EMPTY, store.maintenance().digest(Instant.MIN));
    if (lab.forgets()) {
      store.maintenance().trim(START);
      assertEquals(TRIMMED, store.maintenance().digest(Instant.MAX));
      store.maintenance().erase(List.of("b"));
      assertEquals(ERASED, store.maintenance().digest(Instant.MAX));
    }
  }

  @Rule("8.2")
  void a_digest_depends_on_the_history_and_on_nothing_else(Lab lab) {
    List<Batch<String, String>> different = new ArrayList<>();
    different.add(Batch.<String, String>create().put("a", "1"));
    different.add(Batch.<String, String>create().put("a", "1").at(START.plusNanos(2)));
    different.add(Batch.<String, String>create().put("a", "2"));
    different.add(Batch.<String, String>create().put("b", "1"));
    different.add(Batch.<String, String>create().put("a1", ""));
    different.add(Batch.<String, String>create().put("a", "1").note("1"));
    different.add(Batch.<String, String>create().put("a", "1").note(""));
    different.add(Batch.<String, String>create().put("a", "1").put("b", "1"));
    different.add(Batch.<String, String>create().delete("z"));
    different.add(Batch.<String, String>create().put("z", ""));
    Set<String> digests = new HashSet<>();
    for (Batch<String, String> batch : different) {
      String digest = "";
      for (boolean settled : new boolean[] {false, true}) {
        TimeTravelStore<String, String> store = lab.store();
        store.put("z", "z", START);
        if (settled) {
          lab.clock().set(START.plusNanos(1));
          store.settle(START.plusNanos(1));
        }
        store.commit(batch.time().isPresent() ? batch : batch.at(START.plusNanos(3)));
        digest = settled ? assertSame(digest, store) : store.maintenance().digest(Instant.MAX);
      }
      digests.add(digest);
    }
    assertEquals(different.size(), digests.size(), "of different histories some have one digest");
  }

  private static String assertSame(String digest, TimeTravelStore<String, String> store) {
    assertEquals(digest, store.maintenance().digest(Instant.MAX), "settling changed the digest");
    assertFalse(digest.equals(store.maintenance().digest(START)));
    return digest;
  }
}
