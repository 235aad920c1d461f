// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Chapter 9: locations, backends, ways to open. */
final class OpeningRules {
  @Rule("9.1")
  void a_location_has_a_scheme_a_literal_path_and_options(Lab lab) {
    assertLocation("sqlite:history.db", "sqlite", "history.db", Map.of());
    assertLocation("memory:", "memory", "", Map.of());
    assertLocation("a1+.-:x", "a1+.-", "x", Map.of());
    assertLocation("sqlite:C:\\my files\\a b.db", "sqlite", "C:\\my files\\a b.db", Map.of());
    assertLocation("sqlite:/a%20b/../c&d=e", "sqlite", "/a%20b/../c&d=e", Map.of());
    assertLocation("my:x?one=1&two=a=b", "my", "x", Map.of("one", "1", "two", "a=b"));
    assertLocation("my:x?one=a?b", "my", "x", Map.of("one", "a?b"));
    assertLocation("my:x?one=", "my", "x", Map.of("one", ""));
  }

  private static void assertLocation(
      String text, String scheme, String path, Map<String, String> options) {
    Location location = Location.parse(text);
    assertEquals(scheme, location.scheme());
    assertEquals(path, location.path());
    assertEquals(options, location.options(options.keySet().toArray(String[]::new)));
    assertEquals(text, location.toString());
    if (!path.isEmpty()) {
      assertEquals(Path.of(path), location.file());
    }
  }

  @Rule("9.1")
  void what_cannot_be_understood_is_refused_and_it_is_said_what_can(Lab lab) {
    for (String text :
        List.of("", "x", "history.db", "C:\\x", "c:x", "1a:x", "SQLITE:x", "a b:x", "/a:b", ":x")) {
      State.assertRefused(
          IllegalArgumentException.class, () -> Location.parse(text), "scheme:path");
    }
    for (String text : List.of("my:x?", "my:x?one", "my:x?=1", "my:x?one=1&", "my:x?&one=1")) {
      State.assertRefused(IllegalArgumentException.class, () -> Location.parse(text), "name=value");
    }
    State.assertRefused(
        IllegalArgumentException.class, () -> Location.parse("my:x?one=1&one=1"), "one", "twice");
    State.assertRefused(
        IllegalArgumentException.class,
        () -> Location.parse("my:x?own=1&other=1").options("own"),
        "other",
        "own",
        "busy-wait",
        "durability",
        "max-lead",
        "mode");
    State.assertRefused(
        IllegalArgumentException.class,
        () -> Location.parse("my:x?mode=w").applyTo(options()),
        "create",
        "create-new",
        "existing",
        "read-only");
    State.assertRefused(
        IllegalArgumentException.class,
        () -> Location.parse("my:x?durability=full").applyTo(options()),
        "none",
        "process",
        "power");
    State.assertRefused(
        IllegalArgumentException.class,
        () -> Location.parse("my:x?busy-wait=2s").applyTo(options()),
        "PT2S");
    State.assertRefused(
        IllegalArgumentException.class,
        () -> Location.parse("my:x?max-lead=-PT1S").applyTo(options()));
    State.assertRefused(IllegalArgumentException.class, () -> Location.parse("my:").file(), "path");
  }

  @Rule("9.1")
  void the_options_of_all_backends_are_understood(Lab lab) {
    StoreOptions given =
        Location.parse("my:x?durability=process&mode=create-new&busy-wait=PT2S&max-lead=PT1H&own=1")
            .applyTo(options());
    assertEquals(Optional.of(Durability.PROCESS), given.durability());
    assertEquals(OpenMode.CREATE_NEW, given.mode());
    assertEquals(Duration.ofSeconds(2), given.busyWait());
    assertEquals(Optional.of(Duration.ofHours(1)), given.maxLead());
    StoreOptions kept = Location.parse("my:x?mode=read-only").applyTo(given);
    assertEquals(OpenMode.READ_ONLY, kept.mode());
    assertEquals(Optional.of(Durability.PROCESS), kept.durability());
    for (OpenMode mode : OpenMode.values()) {
      String name = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertEquals(mode, Location.parse("my:x?mode=" + name).applyTo(options()).mode());
    }
  }

  private static StoreOptions options() {
    return StoreOptions.defaults();
  }

  @Rule("9.2")
  void a_backend_is_found_by_its_scheme(Lab lab) {
    try (Providers providers = providers(lab, Providers.Second.class)) {
      assertEquals("second: ttkv-tck-second:a b?x=1", providers.open("ttkv-tck-second:a b?x=1"));
      assertEquals("first: ttkv-tck-first:", providers.open("ttkv-tck-first:"));
    }
  }

  @Rule("9.2")
  void an_unknown_scheme_is_refused_with_those_that_are_present(Lab lab) {
    try (Providers providers = providers(lab, Providers.Second.class)) {
      State.assertRefused(
          IllegalArgumentException.class,
          () -> providers.open("ttkv-tck-third:x"),
          "ttkv-tck-third",
          Providers.FIRST,
          Providers.SECOND);
    }
  }

  @Rule("9.2")
  void two_backends_of_one_scheme_are_refused_with_both_names(Lab lab) {
    try (Providers providers = providers(lab, Providers.Twin.class)) {
      State.assertRefused(
          IllegalStateException.class,
          () -> providers.open(Providers.FIRST + ":x"),
          Providers.First.class.getName(),
          Providers.Twin.class.getName());
    }
  }

  private static Providers providers(Lab lab, Class<? extends StoreProvider> other) {
    return new Providers(lab.place().directory(), List.of(Providers.First.class, other));
  }

  @Rule("9.3")
  void create_opens_or_creates_and_create_new_creates_only(Lab lab) {
    Lab.Place place = lab.place();
    StoreOptions create = lab.options().withMode(OpenMode.CREATE);
    StoreOptions createNew = lab.options().withMode(OpenMode.CREATE_NEW);
    TimeTravelStore<String, String> store = place.open(createNew);
    store.put("a", "1");
    store.close();
    if (!lab.survives()) {
      assertTrue(place.open(createNew).isEmpty());
      assertTrue(place.open(create).isEmpty());
      return;
    }
    State.assertRefused(TimeTravelStoreException.class, () -> place.open(createNew));
    TimeTravelStore<String, String> again = place.open(create);
    assertEquals(Optional.of("1"), again.get("a"));
    again.close();
    Lab.Place other = lab.place();
    other.open(create).put("b", "1");
    lab.closeStores();
    State.assertRefused(TimeTravelStoreException.class, () -> other.open(createNew));
    assertEquals(Optional.of("1"), other.open(create).get("b"));
  }

  @Rule("9.3")
  void existing_and_read_only_create_nothing(Lab lab) {
    for (OpenMode mode : List.of(OpenMode.EXISTING, OpenMode.READ_ONLY)) {
      Lab.Place place = lab.place();
      State.assertRefused(
          TimeTravelStoreException.class, () -> place.open(lab.options().withMode(mode)));
      assertEquals(List.of(), place.files(), mode + " left files");
      TimeTravelStore<String, String> store =
          place.open(lab.options().withMode(OpenMode.CREATE_NEW));
      store.put("a", "1");
      store.close();
      if (lab.survives()) {
        assertEquals(Optional.of("1"), place.open(lab.options().withMode(mode)).get("a"));
      } else {
        State.assertRefused(
            TimeTravelStoreException.class, () -> place.open(lab.options().withMode(mode)));
      }
    }
  }

  @Rule("9.3")
  void existing_is_written_to_and_read_only_is_not(Lab lab) {
    if (!lab.survives()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant first = store.put("a", "1");
    store.close();
    TimeTravelStore<String, String> existing =
        place.open(lab.options().withMode(OpenMode.EXISTING));
    assertEquals(first.plusNanos(1), existing.put("a", "2"));
    existing.close();
    TimeTravelStore<String, String> readOnly =
        place.open(lab.options().withMode(OpenMode.READ_ONLY));
    lab.clock().move(1_000);
    State.assertRefusedWithoutTrace(
        readOnly, IllegalStateException.class, () -> readOnly.put("a", "3"));
    State.assertRefusedWithoutTrace(
        readOnly, IllegalStateException.class, () -> readOnly.put("a", "3", lab.clock().instant()));
    State.assertRefusedWithoutTrace(
        readOnly, IllegalStateException.class, () -> readOnly.delete("a"));
    State.assertRefusedWithoutTrace(
        readOnly,
        IllegalStateException.class,
        () -> readOnly.commit(Batch.<String, String>create().put("b", "1")));
    State.assertRefusedWithoutTrace(
        readOnly, IllegalStateException.class, () -> readOnly.settle(lab.clock().instant()));
    assertEquals(Optional.of("2"), readOnly.get("a"));
    assertEquals(Optional.of("1"), readOnly.get("a", first));
    assertEquals(2, readOnly.history("a").count());
    assertEquals(Map.of("a", "2"), readOnly.latest().asMap());
    readOnly.close();
    assertEquals(first.plusNanos(1), place.open(KeyCodec.utf8(), Codec.utf8()).watermark());
  }
}
