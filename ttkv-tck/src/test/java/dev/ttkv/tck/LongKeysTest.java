// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Shows what the kit says of stores whose keys may not be as long as others'. */
final class LongKeysTest {
  private static final Set<String> CHAPTERS = Set.of("ChangeRules", "ProgramRules");

  /** Takes no more of a key than LMDB does. */
  private static final class OfShortKeys extends TimeTravelStoreTck {
    private final Limits limits;
    private final Set<Lack> lacks;

    OfShortKeys(Limits limits, Set<Lack> lacks) {
      this.limits = limits;
      this.lacks = lacks;
    }

    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return GoodStore.open(
          directory,
          keys,
          values,
          options,
          true,
          engine ->
              new ForwardingEngine(engine) {
                @Override
                public Limits limits() {
                  return limits;
                }
              });
    }

    @Override
    protected Set<Lack> lacks() {
      return lacks;
    }
  }

  private static Set<String> failing(Limits limits, Set<Lack> lacks) {
    Kit kit =
        new Kit(new OfShortKeys(limits, lacks).backend(), new Settings(1, 0.1, 0, 0, Set.of()));
    Set<String> failing = new TreeSet<>();
    for (Kit.Case test : Kit.cases()) {
      if (CHAPTERS.contains(test.chapter()) && kit.run(test).failure().isPresent()) {
        failing.add(test.method().getName());
      }
    }
    return failing;
  }

  @Test
  void store_ofShortKeys_passesIfItSaysSo() {
    assertThat(failing(Limits.ofMapKeys(511), Set.of(Lack.LONG_KEYS))).isEmpty();
    assertThat(failing(Limits.ofMapKeys(268), Set.of(Lack.LONG_KEYS))).isEmpty();
    assertThat(failing(Limits.ofMapKeys(511), Set.of()))
        .containsAll(
            List.of(
                "keys_of_1_kib_and_values_of_1_mib_are_taken",
                "a_key_that_is_too_large_is_refused_with_the_limit"));
  }

  @Test
  void store_ofLongKeys_mustNotLackThem() {
    assertThat(failing(Limits.DEFAULT, Set.of(Lack.LONG_KEYS)))
        .containsExactly("a_key_that_is_too_large_is_refused_with_the_limit");
  }
}
