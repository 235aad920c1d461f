// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Maintenance;
import dev.ttkv.Pin;
import dev.ttkv.TimeTravelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rule 6.2: moments that are kept readable. */
final class PinRules {
  @Rule("6.2")
  void a_pin_holds_the_horizon_back_until_it_ends(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    store.put("a", "1");
    Instant at = store.put("a", "2");
    Instant last = store.put("a", "3");
    Instant until = lab.clock().instant().plusSeconds(60);
    Pin report = store.maintenance().pin("report", at, until);
    assertEquals(new Pin("report", at, until), report);
    Pin audit = store.maintenance().pin("audit", last, until.plusSeconds(60));
    assertEquals(List.of(audit, report), store.maintenance().pins());
    store.maintenance().trim(at);
    if (lab.survives()) {
      store.close();
      store = place.open();
      assertEquals(List.of(audit, report), store.maintenance().pins());
    }
    TimeTravelStore<String, String> pinned = store;
    Maintenance<String> maintenance = store.maintenance();
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> maintenance.trim(last), "report", at, until);
    assertThrows(IllegalArgumentException.class, () -> maintenance.planTrim(last));
    assertEquals(at, pinned.horizon());
    lab.clock().move(Duration.ofSeconds(60).minusNanos(1));
    assertThrows(IllegalArgumentException.class, () -> maintenance.trim(last));
    lab.clock().move(1);
    assertEquals(List.of(audit), maintenance.pins());
    maintenance.trim(last);
    assertEquals(last, pinned.horizon());
    assertEquals(List.of(audit), maintenance.pins());
  }

  @Rule("6.2")
  void a_pin_is_removed_by_its_name(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant at = store.put("a", "1");
    Instant last = store.put("a", "2");
    Maintenance<String> maintenance = store.maintenance();
    maintenance.pin("a pin", at, Model.LAST);
    assertFalse(maintenance.unpin("another"));
    assertTrue(maintenance.unpin("a pin"));
    assertFalse(maintenance.unpin("a pin"));
    assertEquals(List.of(), maintenance.pins());
    maintenance.trim(last);
    assertEquals(last, store.horizon());
    maintenance.pin("a pin", last, Model.LAST);
    assertEquals(1, maintenance.erase(List.of("a")).versions());
    assertEquals(List.of(new Pin("a pin", last, Model.LAST)), maintenance.pins());
    Instant next = store.put("b", "1");
    assertTrue(next.isAfter(last));
    if (lab.survives()) {
      store.close();
      assertEquals(1, place.open().maintenance().pins().size());
    }
  }

  @Rule("6.2")
  void a_pin_that_cannot_hold_is_refused(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    Instant below = store.put("a", "1");
    Instant horizon = store.put("a", "2");
    Instant last = store.put("a", "3");
    store.maintenance().trim(horizon);
    Instant now = lab.clock().instant();
    Instant until = now.plusSeconds(1);
    store.maintenance().pin("taken", last, until);
    refused(store, "taken", last, until, "taken");
    refused(store, "low", below, until, horizon);
    refused(store, "low", horizon.minusNanos(1), until, horizon);
    refused(store, "high", last.plusNanos(1), until, last);
    refused(store, "over", last, now, now);
    refused(store, "over", last, Instant.MAX, Instant.MAX);
    refused(store, "", last, until);
    refused(store, "n".repeat(257), last, until, 256);
    store.maintenance().pin("n".repeat(256), horizon, Model.LAST);
    assertEquals(2, store.maintenance().pins().size());
    lab.clock().set(Model.FIRST.minusSeconds(2));
    Instant early = Model.FIRST.minusNanos(1);
    refused(store, "early", last, early, Model.FIRST, early);
    store.maintenance().pin("early", last, Model.FIRST);
    assertEquals(3, store.maintenance().pins().size());
  }

  private static void refused(
      TimeTravelStore<String, String> store,
      String name,
      Instant at,
      Instant until,
      Object... mentioned) {
    List<Pin> before = store.maintenance().pins();
    State.assertRefusedWithoutTrace(
        store,
        IllegalArgumentException.class,
        () -> store.maintenance().pin(name, at, until),
        mentioned);
    assertEquals(before, store.maintenance().pins());
  }
}
