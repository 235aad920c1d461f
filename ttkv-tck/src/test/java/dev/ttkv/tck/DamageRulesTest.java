// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows what the chapter about damage says of stores whose files are not like others. */
final class DamageRulesTest {
  private static final String CHANGED = "a_value_that_was_changed_in_a_file_is_not_returned";
  private static final String FLIPPED =
      "a_flipped_bit_gives_nothing_wrong_and_what_it_damages_is_found";

  /** Turns its files into something else when it is closed, as a store that compresses does. */
  private static final class Scrambling extends TimeTravelStoreTck {
    private final boolean checked;

    Scrambling(boolean checked) {
      this.checked = checked;
    }

    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      scramble(directory);
      return GoodStore.open(
          directory,
          keys,
          values,
          options,
          true,
          engine -> new Closing(checked ? engine : unchecked(engine, directory), directory));
    }

    private static final class Closing extends ForwardingEngine {
      private final Path directory;
      private boolean closed;

      Closing(Engine good, Path directory) {
        super(good);
        this.directory = directory;
      }

      @Override
      public synchronized void close() {
        good.close();
        if (!closed) {
          closed = true;
          scramble(directory);
        }
      }
    }

    private static void scramble(Path directory) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(file -> !file.toString().endsWith(".lock")).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
          }
          Files.write(file, bytes);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Engine unchecked(Engine engine, Path directory) {
    return new UncheckedEngine(engine, GoodStore.file(directory));
  }

  /** Looks at its file when it is opened, and at nothing later. */
  private static final class Noticing extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      Path file = GoodStore.file(directory);
      try {
        if (Files.exists(file)
            && Files.readString(file, StandardCharsets.ISO_8859_1).contains("yyyyyyyy")) {
          throw new DamagedStoreException(file + " is damaged");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return GoodStore.open(directory, keys, values, options);
    }
  }

  /** Never returns from opening a file that was changed. */
  private static final class Hanging extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      try {
        return new Noticing().open(directory, keys, values, options);
      } catch (DamagedStoreException e) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException atTheEnd) {
          Thread.currentThread().interrupt();
        }
        throw e;
      }
    }
  }

  /** Believes what stands in its file. */
  private static final class Believing extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return GoodStore.open(
          directory, keys, values, options, true, engine -> unchecked(engine, directory));
    }
  }

  private static Optional<AssertionError> failure(TimeTravelStoreTck subject) {
    return failure(subject, 1);
  }

  private static Optional<AssertionError> failure(TimeTravelStoreTck subject, long seed) {
    return failure(subject.backend(), seed, CHANGED);
  }

  private static Optional<AssertionError> failure(Backend backend, long seed, String sentence) {
    Kit kit = new Kit(backend, new Settings(seed, 1, 0, 0, Set.of()));
    return kit.run(theCase(sentence)).failure();
  }

  private static Kit.Case theCase(String sentence) {
    List<Kit.Case> cases =
        Kit.cases().stream().filter(test -> test.method().getName().equals(sentence)).toList();
    assertThat(cases).hasSize(1);
    return cases.get(0);
  }

  @Test
  void store_whoseValuesStandInNoFile_isDamagedInAnotherWay() {
    assertThat(failure(new Scrambling(true))).isEmpty();
    // a stretch may hit nothing that is read
    assertThat(
            LongStream.rangeClosed(1, 20)
                .mapToObj(seed -> failure(new Scrambling(false), seed))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow())
        .hasMessageContaining("bits ")
        .hasMessageContaining("values flipped: Optional[key");
  }

  @Test
  void store_thatNoticesDamageWhenItIsOpened_passes() {
    assertThat(failure(new Noticing())).isEmpty();
  }

  @Test
  void store_thatNeverReturnsFromOpeningWhatWasChanged_failsWithFileAndValue() {
    Kit kit =
        new Kit(new Hanging().backend(), new Settings(1, 1, 0, 0, Set.of()), Duration.ofSeconds(2));
    assertThat(kit.run(theCase(CHANGED)).failure().orElseThrow().getMessage())
        .containsPattern(
            "open\\(.*\\) with 'key20=20x+' made 'key20=20y+' in .*] has not returned after ");
  }

  @Test
  void store_thatReturnsWhatWasChanged_failsWithFileAndValue() {
    assertThat(failure(new Believing()).orElseThrow())
        .hasMessageContaining("'key20=20xxxxxxxxxxxxxxxxxxxx' made 'key20=20yyyyyyyyyyyyyyyyyyyy'")
        .hasMessageContaining("values]; a read has to throw a DamagedStoreException")
        .hasMessageContaining("Optional[key20=20yyyyyyyyyyyyyyyyyyyy]");
  }

  @Test
  void store_thatReturnsWhatAFlippedBitMade_failsWithTheBit() {
    assertThat(failure(new Believing().backend(), 1, FLIPPED).orElseThrow().getMessage())
        .containsPattern("bit \\d+ of byte \\d+ of values flipped: .* is .* instead of ");
  }

  @Test
  void store_thatNeverFindsItsDamage_failsWithWhatIsMissing() {
    Broken blind =
        BrokenMaintenance.all().stream()
            .filter(broken -> broken.name().equals("finds every store clean"))
            .findFirst()
            .orElseThrow();
    assertThat(failure(blind, 1, FLIPPED).orElseThrow().getMessage())
        .containsPattern(
            "bit \\d+ of .* flipped: something is missing or cannot be read, and verify\\(\\) does not find it: ");
  }
}
