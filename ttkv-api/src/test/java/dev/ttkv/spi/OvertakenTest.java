// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.Snapshot;
import dev.ttkv.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that are no streams, while something is forgotten between a page and its being passed. */
class OvertakenTest {
  private static final class Store extends EngineStore<String, String> {
    Store(Engine engine) {
      super("here", engine, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults());
    }
  }

  private PlacedStore store;
  private Store overtaken;
  private Consumer<PlacedStore> meanwhile = store -> {};
  private Consumer<PlacedStore> afterHead = store -> {};

  @BeforeEach
  void fill(@TempDir Path folder) {
    store = PlacedStore.open(folder.resolve("store"), false, new KeptMaps());
    store.fill();
    store.put("erased", "1");
    overtaken =
        new Store(
            new LyingEngine(store.engine()) {
              @Override
              boolean hides(Read read, long time) {
                Consumer<PlacedStore> once = meanwhile;
                meanwhile = store -> {};
                once.accept(store);
                return false;
              }

              @Override
              public Head head() {
                Head head = super.head();
                Consumer<PlacedStore> once = afterHead;
                afterHead = store -> {};
                once.accept(store);
                return head;
              }
            });
  }

  @AfterEach
  void close() {
    overtaken.close();
  }

  @Test
  void digest_thatIsOvertaken_isThatOfWhatIsLeft() {
    meanwhile = store -> store.maintenance().trim(store.middle());
    String trimmed = overtaken.maintenance().digest(Instant.MAX);
    assertThat(store.horizon()).isNotEqualTo(Instant.MIN);
    assertThat(trimmed).isEqualTo(store.digest());
    meanwhile = store -> store.maintenance().erase(List.of("erased"));
    String erased = overtaken.maintenance().digest(Instant.MAX);
    assertThat(erased).isEqualTo(store.digest()).isNotEqualTo(trimmed);
  }

  @Test
  void digest_ofATimeThatIsTrimmedMeanwhile_throws() {
    Instant middle = store.middle();
    meanwhile = store -> store.maintenance().trim(store.watermark());
    assertThatThrownBy(() -> overtaken.maintenance().digest(middle))
        .isInstanceOf(HistoryTrimmedException.class)
        .hasMessageContaining(middle.toString());
  }

  static List<Function<Snapshot<String, String>, Object>> calls() {
    return List.of(
        Snapshot::count,
        Snapshot::isEmpty,
        snapshot -> snapshot.asMap().firstKey(),
        snapshot -> snapshot.asMap().lastKey(),
        snapshot -> snapshot.asMap().size());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void snapshot_thatAnEraseOvertakes_isWithoutTheKeys(
      Function<Snapshot<String, String>, Object> call) {
    Snapshot<String, String> snapshot = overtaken.latest();
    meanwhile = store -> store.maintenance().erase(List.of("erased"));
    Object answer = call.apply(snapshot);
    assertThat(store.get("erased")).isEmpty();
    assertThat(answer).isEqualTo(call.apply(store.latest()));
  }

  @Test
  void whatHoldsNow_isReadThoughATrimGoesBeyondTheWatermarkThatWasRead() {
    afterHead = OvertakenTest::putAndTrim;
    assertThat(overtaken.getOrThrow("now")).isEqualTo("1");
    afterHead = OvertakenTest::putAndTrim;
    assertThat(overtaken.isEmpty()).isFalse();
  }

  private static void putAndTrim(PlacedStore store) {
    store.maintenance().trim(store.put("now", "1"));
  }

  @Test
  void stream_thatAnEraseOvertakes_throws() {
    meanwhile = store -> store.maintenance().erase(List.of("erased"));
    assertThatThrownBy(() -> overtaken.latest().entries().toList())
        .isInstanceOf(HistoryErasedException.class);
  }
}
