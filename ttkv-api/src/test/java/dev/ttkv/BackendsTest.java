// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
  private static class Named implements StoreProvider {
    private final String scheme;

    Named(String scheme) {
      this.scheme = scheme;
    }

    @Override
    public String scheme() {
      return scheme;
    }

    @Override
    public <K, V> TimeTravelStore<K, V> open(
        Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      throw new AssertionError("not to be opened");
    }
  }

  private static final class Other extends Named {
    Other(String scheme) {
      super(scheme);
    }
  }

  private static final Location SQLITE = Location.parse("sqlite:x.db");

  @Test
  void provider_isTheOneWithTheScheme() {
    Named sqlite = new Named("sqlite");
    assertThat(Backends.provider(SQLITE, List.of(new Named("memory"), sqlite))).isSameAs(sqlite);
  }

  @Test
  void provider_ofAnUnknownScheme_isRefusedWithThoseThatArePresent() {
    assertThatThrownBy(
            () ->
                Backends.provider(
                    Location.parse("foo:x"), List.of(new Named("memory"), new Named("bar"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("foo:x: no backend for the scheme foo; there are bar, memory");
  }

  @Test
  void provider_ofOneOfOurs_isRefusedWithTheArtifactToAdd() {
    assertThatThrownBy(() -> Backends.provider(SQLITE, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("there are none; add dev.ttkv:ttkv-sqlite");
    for (String scheme : List.of("memory", "mapdb", "chronicle")) {
      assertThatThrownBy(() -> Backends.provider(Location.parse(scheme + ":x"), List.of()))
          .hasMessageEndingWith("; add dev.ttkv:ttkv-" + scheme);
    }
  }

  @Test
  void provider_ofTwoWithOneScheme_isRefusedWithBoth() {
    assertThatThrownBy(
            () -> Backends.provider(SQLITE, List.of(new Named("sqlite"), new Other("sqlite"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Named.class.getName() + " and " + Other.class.getName());
  }

  @Test
  @SuppressWarnings("NullAway")
  void open_withNullArguments_namesThem() {
    assertThatThrownBy(() -> TimeTravelStore.open(null, KeyCodec.utf8(), Codec.utf8()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("location");
    assertThatThrownBy(() -> TimeTravelStore.open("memory:", null, Codec.utf8()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("keys");
    assertThatThrownBy(() -> TimeTravelStore.open("memory:", KeyCodec.utf8(), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("values");
  }
}
