// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ttkv.spi.Engine;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of what writes a log anew when the store is closed meanwhile. */
final class LogCloseTest {
  private static final byte[] KEY = {1};

  /** A disk that does something whenever a folder is made. */
  private static final class HookedDisk implements Disk {
    private final Disk disk = new FileDisk();
    private Runnable hook = () -> {};

    @Override
    public DiskFile open(Path file) throws IOException {
      return disk.open(file);
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
      disk.makeFolder(folder);
      hook.run();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
      disk.delete(path);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      disk.syncFolder(folder);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void close_whileTheLogIsWrittenAnew_isToldAsSuchAndLeavesNothing(
      boolean backup, @TempDir Path folder) throws Exception {
    HookedDisk disk = new HookedDisk();
    LogEngine engine = LogEngineTest.engine(folder.resolve("store"), disk);
    engine.write(
        (head, reader) ->
            new Engine.Append(
                List.of(
                    new StoredCommit(
                        1,
                        Timestamps.NONE,
                        List.of(new StoredChange(KEY, false, KEY)),
                        Optional.empty())),
                1));
    Thread closer = new Thread(engine::close);
    disk.hook =
        () -> {
          if (closer.getState() == Thread.State.NEW) {
            closer.start();
          }
          while (isOpen(engine)) {
            Thread.onSpinWait();
          }
        };
    Consumer<LogEngine> work =
        backup
            ? e -> e.backup(folder.resolve("copy"))
            : e ->
                e.forget(
                    (head, reader) ->
                        Optional.of(new Engine.Forget(List.of(KEY), head.retained())));

    assertThatIllegalStateException()
        .isThrownBy(() -> work.accept(engine))
        .withMessageContaining("store is closed");
    closer.join();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("store", "store.lock");
    try (LogEngine again = LogEngineTest.engine(folder.resolve("store"), new FileDisk())) {
      assertThat(again.find(KEY, 1)).isPresent();
    }
  }

  private static boolean isOpen(LogEngine engine) {
    try {
      engine.head();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
