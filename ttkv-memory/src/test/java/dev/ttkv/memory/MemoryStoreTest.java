// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTest {
  @Test
  void open_byLocation_opensAMemoryStore() {
    try (TimeTravelStore<String, String> store = open("memory:")) {
      Instant first = store.put("price", "10");
      Instant second = store.put("price", "12");

      assertThat(store).isInstanceOf(MemoryStore.class).hasToString("memory");
      assertThat(store.get("price", first)).contains("10");
      assertThat(store.times("price")).containsExactly(second, first);
    }
  }

  @Test
  void open_twice_givesTwoStores() {
    try (TimeTravelStore<String, String> one = open("memory:");
        TimeTravelStore<String, String> other = open("memory:")) {
      one.put("key", "value");

      assertThat(other.isEmpty()).isTrue();
    }
  }

  @Test
  void open_withAPath_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open("memory:name"))
        .withMessageContaining("memory:name")
        .withMessageContaining("no path");
  }

  @Test
  void open_withAnUnknownOption_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open("memory:?size=9"))
        .withMessageContaining("size");
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESS", "POWER"})
  void open_withMoreDurability_isRefused(Durability durability) {
    StoreOptions options = StoreOptions.defaults().withDurability(durability);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryStore.open(KeyCodec.utf8(), Codec.utf8(), options))
        .withMessageContaining(durability.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"memory:?durability=none", "memory:?mode=create", "memory:?mode=create-new"})
  void open_withWhatItIs_opens(String location) {
    try (TimeTravelStore<String, String> store = open(location)) {
      store.put("key", "value");

      assertThat(store.get("key")).contains("value");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXISTING", "READ_ONLY"})
  void open_ofWhatMustBeThere_isRefused(OpenMode mode) {
    StoreOptions options = StoreOptions.defaults().withMode(mode);

    assertThatExceptionOfType(TimeTravelStoreException.class)
        .isThrownBy(() -> MemoryStore.open(KeyCodec.utf8(), Codec.utf8(), options))
        .withMessageContaining("always new")
        .withMessageContaining(mode.toString());
  }

  private static TimeTravelStore<String, String> open(String location) {
    return TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8());
  }
}
