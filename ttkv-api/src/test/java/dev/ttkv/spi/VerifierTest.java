// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierTest {
  private static final class Store extends EngineStore<String, String> {
    Store(Engine engine) {
      super(
          "store",
          engine,
          KeyCodec.utf8(),
          Codec.utf8(),
          StoreOptions.defaults().withClock(() -> Instant.EPOCH));
    }
  }

  private final MapBytes map = new MapBytes();
  private final Engine engine =
      OrderedEngine.open("store", map, StoreHeader.of(KeyCodec.utf8(), Codec.utf8()));
  private final Store store = new Store(engine);

  private Verification verify() {
    return store.maintenance().verify();
  }

  /** Writes 100 commits of 1 to 5 changes to 20 keys, which are deleted now and then. */
  private void fill() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Batch<String, String> batch = Batch.create();
      int first = random.nextInt(20);
      for (int j = 0; j <= random.nextInt(5); j++) {
        String key = "key" + (first + j) % 20;
        if (random.nextInt(6) == 0) {
          batch.delete(key);
        } else {
          batch.put(key, "value" + i);
        }
      }
      store.commit(batch);
    }
  }

  private List<Instant> findingsOf(byte[] place) {
    byte[] kept = Optional.ofNullable(map.map.remove(place)).orElseThrow();
    Verification verification = verify();
    map.map.put(place, kept);
    assertThat(verification.clean()).isFalse();
    return verification.findings().stream().flatMap(f -> f.time().stream()).toList();
  }

  @Test
  void verify_ofAWholeStore_isClean_andCounts() {
    assertThat(verify()).isEqualTo(new Verification(Instant.MIN, 0, 0, 0, 0, List.of()));
    Instant first = store.put("a", "1");
    store.commit(Batch.<String, String>create().put("a", "2").put("b", "2"));
    store.delete("a");
    Instant settled = store.settle(Instant.EPOCH);
    assertThat(settled).isAfter(first);
    assertThat(verify()).isEqualTo(new Verification(settled, 3, 4, 2, 0, List.of()));
    fill();
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().commits()).isEqualTo(store.times().count());
  }

  @Test
  void verify_tellsHowFarItIs() {
    fill();
    List<Long> told = new ArrayList<>();
    Verification verification = store.maintenance().verify(told::add);
    assertThat(told).isSorted().hasSizeGreaterThan(0).last().isEqualTo(verification.versions());
    assertThatThrownBy(
            () ->
                store
                    .maintenance()
                    .verify(
                        versions -> {
                          throw new UnsupportedOperationException("enough");
                        }))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void verify_afterClosing_isRefused() {
    var maintenance = store.maintenance();
    store.close();
    assertThatThrownBy(maintenance::verify).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(store::maintenance).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void verify_withoutAnyOneOfTheEntriesOfItsMap_findsIt() {
    fill();
    for (byte[] place : List.copyOf(map.map.keySet())) {
      if (place.length > 1) {
        List<Instant> times = findingsOf(place);
        if (place[0] != 2) {
          assertThat(times).contains(Timestamps.toInstant(OrderedLayout.time(place)));
        }
      }
    }
    assertThat(verify().clean()).isTrue();
  }

  @Test
  void verify_withAnyOneOfTheEntriesOfItsMapChanged_findsIt() {
    fill();
    for (byte[] place : List.copyOf(map.map.keySet())) {
      byte[] kept = map.get(place).orElseThrow();
      if (place.length > 1 && kept.length > 0) {
        byte[] changed = kept.clone();
        changed[changed.length - 1] ^= 1;
        map.map.put(place, changed);
        Verification verification = verify();
        assertThat(verification.findings()).isNotEmpty().hasSizeLessThan(10);
        map.map.put(place, kept);
      }
    }
    assertThat(verify().clean()).isTrue();
  }

  @Test
  void verify_ofAMapWithWhatDoesNotBelongThere_findsIt() {
    Instant time = store.put("a", "1");
    long nanos = Timestamps.exact(time);
    byte[] key = {'z'};
    byte[] version = new VersionRecord(false, key, Optional.empty()).encode(key, nanos);
    Map<byte[], byte[]> strangers =
        Map.of(
            new byte[0],
            key,
            new byte[] {0, 1},
            key,
            new byte[] {9},
            key,
            new byte[] {3, 'z'},
            key,
            new byte[] {4, 'z'},
            key,
            OrderedLayout.directoryKey(key),
            new byte[0],
            OrderedLayout.versionKey(key, nanos),
            version,
            OrderedLayout.versionKey(new byte[] {'a'}, nanos - 1),
            version,
            OrderedLayout.HEAD,
            version,
            OrderedLayout.HEADER,
            version);
    strangers.forEach(
        (place, value) -> {
          Optional<byte[]> kept = Optional.ofNullable(map.map.put(place, value));
          assertThat(verify().findings()).as(Arrays.toString(place)).isNotEmpty();
          map.map.remove(place);
          kept.ifPresent(bytes -> map.map.put(place, bytes));
        });
    assertThat(verify().clean()).isTrue();
  }

  @Test
  void verify_withADeletionThatNoCommitNames_findsIt() {
    Instant time = store.put("a", "1");
    long nanos = Timestamps.exact(time);
    byte[] key = {'z'};
    byte[] deletion = new VersionRecord(true, new byte[0], Optional.empty()).encode(key, nanos);
    map.map.put(OrderedLayout.directoryKey(key), new byte[0]);
    map.map.put(OrderedLayout.versionKey(key, nanos), deletion);
    assertThat(verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.key()).hasValue(key))
        .satisfies(finding -> assertThat(finding.time()).contains(time));
  }

  @Test
  void find_inAMapThatIsOutOfOrder_isDamage() {
    Instant time = store.put("a", "1");
    Instant later = store.put("a", "2");
    NavigableMap<byte[], byte[]> disordered =
        new TreeMap<>(map.map) {
          private static final long serialVersionUID = 1L;

          @Override
          public NavigableMap<byte[], byte[]> subMap(
              byte[] from, boolean fromInclusive, byte[] to, boolean toInclusive) {
            return from.length > 1 && from[0] == 3
                ? tailMap(from, true)
                : super.subMap(from, fromInclusive, to, toInclusive);
          }
        };
    Store other =
        new Store(
            OrderedEngine.open(
                "store", new MapBytes(disordered), StoreHeader.of(KeyCodec.utf8(), Codec.utf8())));
    assertThat(later).isAfter(time);
    assertThatThrownBy(() -> other.get("a", time)).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> other.times("a").count()).isInstanceOf(DamagedStoreException.class);
    assertThat(other.maintenance().verify().clean()).isFalse();
  }

  @Test
  void verify_besideAWriter_findsNothing() throws InterruptedException {
    MapBytes other = new MapBytes(new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
    Store store =
        new Store(
            OrderedEngine.open("store", other, StoreHeader.of(KeyCodec.utf8(), Codec.utf8())));
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 2_000 && !stop.get(); i++) {
                store.put("key" + i, "value");
              }
            });
    writer.start();
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(store.maintenance().verify().findings()).isEmpty();
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  void verify_ofMuchDamage_goesOnToTheEnd_andKeepsSomeOfIt() {
    for (int i = 0; i < 300; i++) {
      store.put("key" + i, "value");
    }
    for (byte[] place : List.copyOf(map.map.keySet())) {
      if (place[0] == 3) {
        map.map.put(place, new byte[8]);
      }
    }
    Verification verification = verify();
    assertThat(verification.found()).isGreaterThanOrEqualTo(300);
    assertThat(verification.findings()).hasSize(Findings.MOST_KEPT).doesNotHaveDuplicates();
    assertThat(verification.commits()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void verify_ofAnEngineOneOfWhoseReadsHidesAVersion_findsIt(LyingEngine.Read read) {
    Instant first = store.put("a", "1");
    Instant second = store.put("a", "2");
    Instant third = store.put("a", "3");
    store.put("b", "1");
    for (Instant hidden : List.of(first, second, third)) {
      LyingEngine lying = LyingEngine.hiding(engine, read, Timestamps.exact(hidden));
      List<Finding> findings = new Store(lying).maintenance().verify().findings();
      assertThat(findings).anyMatch(finding -> finding.time().equals(Optional.of(hidden)));
      assertThat(findings).hasSizeLessThan(8);
    }
    assertThat(new Store(new LyingEngine(engine)).maintenance().verify().findings()).isEmpty();
  }

  /** What is in the feed, its times and its chain left out alike, so that only histories tell. */
  @Test
  void verify_ofVersionsThatAreInHistoriesAlone_findsThem() {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      times.add(store.put("a", "" + i));
    }
    for (Instant hidden : times.subList(0, 5)) {
      long time = Timestamps.exact(hidden);
      Engine lying =
          new LyingEngine(engine) {
            @Override
            boolean hides(Read read, long asked) {
              return (read == Read.COMMITS || read == Read.TIMES) && asked == time;
            }

            @Override
            public Page<StoredCommit, Long> commits(
                long after, long through, Order order, PageLimit limit) {
              Page<StoredCommit, Long> page = super.commits(after, through, order, limit);
              return new Page<>(
                  page.items().stream()
                      .map(
                          commit ->
                              commit.previous() != time
                                  ? commit
                                  : new StoredCommit(
                                      commit.time(),
                                      time == Timestamps.exact(times.get(0))
                                          ? Timestamps.NONE
                                          : time - 1,
                                      commit.changes(),
                                      commit.note()))
                      .toList(),
                  page.next());
            }
          };
      assertThat(new Store(lying).maintenance().verify().findings())
          .anyMatch(finding -> finding.time().equals(Optional.of(hidden)));
    }
  }

  @Test
  void verify_withoutACommitThatNoReadKnowsOf_findsItByTheOneBehindIt() {
    store.put("a", "1");
    Instant missing = store.put("b", "1");
    Instant behind = store.put("c", "1");
    Engine lying =
        new LyingEngine(engine) {
          @Override
          boolean hides(Read read, long time) {
            return time == Timestamps.exact(missing);
          }

          @Override
          public void verify(Consumer<Finding> findings) {}
        };
    assertThat(new Store(lying).maintenance().verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.time()).contains(behind))
        .satisfies(finding -> assertThat(finding.what()).contains(missing.toString()));
  }

  @Test
  void verify_behindCommitsOfWhichNotEvenTheTimesCanBeRead_goesOn() {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      times.add(Timestamps.exact(store.put("key" + i, "value")));
    }
    long unreadable = times.get(10);
    long hidden = times.get(30);
    Engine lying =
        new LyingEngine(engine) {
          @Override
          boolean hides(Read read, long time) {
            if (time == unreadable && (read == Read.TIMES || read == Read.COMMITS)) {
              throw new DamagedStoreException("store: no page");
            }
            return read == Read.FIND && time == hidden;
          }
        };
    Verification verification = new Store(lying).maintenance().verify();
    assertThat(verification.commits()).isEqualTo(39);
    assertThat(verification.findings())
        .contains(Finding.of("no page"))
        .anyMatch(f -> f.time().equals(Optional.of(Timestamps.toInstant(hidden))))
        .hasSizeLessThan(8);
  }

  @Test
  void verify_behindAKeyThatCannotBeListed_goesOn() {
    for (String key : List.of("a", "b", "m", "y")) {
      store.put(key, "value");
    }
    long ghost = Timestamps.exact(store.put("z", "value"));
    Engine lying =
        new LyingEngine(engine) {
          @Override
          boolean hides(Read read, long time) {
            return read == Read.COMMITS && time == ghost;
          }

          @Override
          public Page<StoredEntry, byte[]> entries(
              ByteRange range, long asOf, Order order, PageLimit limit) {
            Page<StoredEntry, byte[]> page = super.entries(range, asOf, order, limit);
            if (page.items().stream().anyMatch(entry -> entry.key()[0] == 'm')) {
              throw new DamagedStoreException("store: no page");
            }
            return page;
          }
        };
    assertThat(new Store(lying).maintenance().verify().findings())
        .anyMatch(f -> f.what().equals("no page"))
        .anyMatch(f -> f.key().filter(key -> key[0] == 'z').isPresent());
  }

  @Test
  void verify_ofAnEngineThatCannotBeRead_isDamage() {
    store.put("a", "1");
    Store broken =
        new Store(
            new LyingEngine(engine) {
              @Override
              public Head head() {
                throw new DamagedStoreException("store: no head");
              }
            });
    assertThatThrownBy(() -> broken.maintenance().verify())
        .isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void verify_ofWhatTheEngineItselfFinds_reportsIt() {
    store.put("a", "1");
    Finding finding = Finding.of("the index is out of step");
    Store other =
        new Store(
            new LyingEngine(engine) {
              @Override
              public void verify(Consumer<Finding> findings) {
                findings.accept(finding);
                throw new DamagedStoreException("store: no further");
              }
            });
    assertThat(other.maintenance().verify().findings())
        .containsExactly(finding, Finding.of("no further"));
  }
}
