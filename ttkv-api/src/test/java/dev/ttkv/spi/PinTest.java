// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Maintenance;
import dev.ttkv.Pin;
import dev.ttkv.Retention;
import dev.ttkv.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinTest {
  private static final Instant LAST = Timestamps.toInstant(Timestamps.LAST);
  private final HookedMaps maps = new HookedMaps();
  private Path file;

  @BeforeEach
  void choose(@TempDir Path folder) {
    file = folder.resolve("store");
  }

  @Test
  void pin_beforeEverything_keepsEverything() {
    PlacedStore store = PlacedStore.open(file, false, maps);
    Pin all = store.maintenance().pin("all", store.horizon(), LAST);
    Instant first = store.put("a", "1");
    Instant early = Timestamps.toInstant(Timestamps.FIRST).minusNanos(1);
    Pin old = store.maintenance().pin("old", early, LAST);
    assertThat(List.of(all, old))
        .containsExactly(new Pin("all", Instant.MIN, LAST), new Pin("old", Instant.MIN, LAST));
    store.close();
    PlacedStore again = PlacedStore.open(file, false, maps);
    assertThat(again.maintenance().pins()).containsExactly(all, old);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> again.maintenance().trim(first))
        .withMessageContaining("'all'");
    again.close();
  }

  @Test
  void pin_thatCannotBeKept_isRefused() {
    PlacedStore store = PlacedStore.open(file, false, maps);
    Instant at = store.put("a", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.maintenance().pin("\uD800", at, LAST))
        .withMessageContaining("surrogate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.maintenance().pin("a", at, Instant.MAX))
        .withMessageContaining("a pin ends at " + LAST + " at the latest, not at " + Instant.MAX);
    assertThat(store.maintenance().pins()).isEmpty();
    store.close();
  }

  @Test
  void trim_whileTheClockGoesBackBehindTheEndOfAPin_leavesNoPinBelowTheHorizon() {
    PlacedStore store = PlacedStore.open(file, false, maps);
    store.fill();
    Instant end = Instant.EPOCH.plusSeconds(1);
    AtomicInteger late = new AtomicInteger();
    InstantSource clock = () -> late.getAndDecrement() > 0 ? end : Instant.EPOCH;
    StoreOptions options = StoreOptions.defaults().withClock(clock);
    Maintenance<String> maintenance =
        new EngineStore<>(
            "here", store.engine(), KeyCodec.utf8(), Codec.utf8(), options) {}.maintenance();
    List<Instant> times = store.times().toList();
    int trims = 0;
    for (int i = 0; i < 5; i++) {
      Instant older = times.get(times.size() - 1 - 2 * i);
      late.set(0);
      maintenance.pin("pin" + i, older, end);
      late.set(i);
      try {
        maintenance.trim(times.get(times.size() - 2 - 2 * i));
        trims++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("'pin" + i + "'");
        maintenance.unpin("pin" + i);
      }
      assertThat(store.engine().retained().pins())
          .allMatch(pin -> !pin.at().isBefore(store.horizon()));
    }
    assertThat(trims).isBetween(1, 4);
    store.close();
  }

  @Test
  void retention_whilePinsAreSet_stopsAtThem() {
    PlacedStore store = PlacedStore.open(file, false, maps);
    store.fill();
    List<Instant> times = store.times().limit(5).toList();
    AtomicInteger asked = new AtomicInteger();
    InstantSource pinning =
        () -> {
          int i = asked.incrementAndGet();
          if (i < times.size()) {
            store.maintenance().pin("pin" + i, times.get(i), LAST);
          }
          return LAST;
        };
    Retention retention = Retention.keep(Duration.ofNanos(1), pinning);
    assertThat(retention.plan(store).horizon()).isEqualTo(times.get(4));
    for (int i = 1; i < times.size(); i++) {
      store.maintenance().unpin("pin" + i);
    }
    asked.set(0);
    assertThat(retention.apply(store).horizon()).isEqualTo(times.get(4));
    assertThat(store.horizon()).isEqualTo(times.get(4));
    store.close();
  }
}
