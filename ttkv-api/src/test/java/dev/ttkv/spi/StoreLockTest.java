// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLockTest {
  @TempDir Path folder = Path.of("");
  private Path store = Path.of("");

  @BeforeEach
  void makeStore() throws Exception {
    store = Files.writeString(folder.resolve("store"), "content");
  }

  /** Holds the lock of its argument until it is killed. */
  public static final class Holder {
    private Holder() {}

    /** Says "locked" when it has the lock. */
    public static void main(String[] arguments) throws Exception {
      StoreLock lock = StoreLock.acquire("child", Path.of(arguments[0]));
      System.out.println("locked");
      System.in.read();
      lock.close();
    }
  }

  private Process startHolder() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes(StoreLock.class) + File.pathSeparator + classes(StoreLockTest.class),
            Holder.class.getName(),
            store.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String classes(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  @Test
  void acquire_whileHeldHere_isRefusedAndDoesNotLoosenTheLock() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), store);
    try (StoreLock lock = StoreLock.acquire("one", store)) {
      for (Path path : new Path[] {store, link, folder.resolve(".").resolve("store")}) {
        assertThatThrownBy(() -> StoreLock.acquire("two", path))
            .isInstanceOf(StoreLockedException.class)
            .hasMessageContaining("two is open in this process");
      }
      assertThat(lock).isNotNull();
      String said =
          new String(startHolder().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said)
          .contains("StoreLockedException")
          .contains("number " + ProcessHandle.current().pid());
    }
    StoreLock.acquire("three", link).close();
  }

  @Test
  void acquire_whileAnotherProcessHoldsIt_isRefused_andNotOnceThatIsKilled() throws Exception {
    Process holder = startHolder();
    try {
      assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> StoreLock.acquire("here", store))
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining("here is open in another process, number " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    StoreLock lock = StoreLock.acquire("here", store);
    lock.close();
    lock.close();
  }

  @Test
  void acquire_ofAFileWithTwoNames_isRefused() throws Exception {
    Files.createLink(folder.resolve("other"), store);
    assertThatThrownBy(() -> StoreLock.acquire("here", store))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("hard links");
  }

  @Test
  void acquire_ofALockFileWithTwoNames_isRefusedAndDoesNotLoosenTheLock() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (StoreLock lock = StoreLock.acquire("one", store)) {
      assertThat(lock).isNotNull();
      Files.createLink(other.resolve("store.lock"), folder.resolve("store.lock"));
      assertThatThrownBy(() -> StoreLock.acquire("two", other.resolve("store")))
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining("two is open in this process");
      assertThat(holderSays()).contains("StoreLockedException");
    }
    StoreLock.acquire("two", other.resolve("store")).close();
  }

  @Test
  void acquire_withClassesOfAnotherLoader_isRefusedAndDoesNotLoosenTheLock() throws Exception {
    URL[] classes = {Path.of(classes(StoreLock.class)).toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Method acquire =
          loader
              .loadClass(StoreLock.class.getName())
              .getMethod("acquire", String.class, Path.class);
      try (StoreLock lock = StoreLock.acquire("one", store)) {
        assertThat(lock).isNotNull();
        for (int i = 0; i < 2; i++) {
          assertThatThrownBy(() -> acquire.invoke(null, "two", store))
              .cause()
              .hasToString(
                  "dev.ttkv.StoreLockedException: two is open in this process already; use that"
                      + " store, or close it first");
        }
        assertThat(holderSays()).contains("StoreLockedException");
      }
      try (AutoCloseable lock = (AutoCloseable) acquire.invoke(null, "two", store)) {
        assertThat(lock).isNotNull();
        assertThat(holderSays())
            .contains("StoreLockedException")
            .contains("number " + ProcessHandle.current().pid());
      }
    }
    StoreLock.acquire("three", store).close();
  }

  @Test
  void alsoWithin_goesWithTheFolder() throws Exception {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path moved = folder.resolve("moved");
    try (StoreLock lock = StoreLock.acquire("one", place)) {
      lock.alsoWithin(place.resolve("LOCK"));
      Files.move(place, moved);
      try (StoreLock other = StoreLock.acquire("two", moved)) {
        assertThatThrownBy(() -> other.alsoWithin(moved.resolve("LOCK")))
            .isInstanceOf(StoreLockedException.class)
            .hasMessageContaining("two is open in this process");
      }
    }
    try (StoreLock other = StoreLock.acquire("two", moved)) {
      other.alsoWithin(moved.resolve("LOCK"));
      assertThatThrownBy(() -> other.alsoWithin(folder.resolve("no/LOCK")))
          .isInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("two: its lock file cannot be used");
    }
  }

  private String holderSays() throws Exception {
    return new String(startHolder().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void acquire_ofAStoreToBe_guardsItsPlace() {
    Path later = folder.resolve("later");
    try (StoreLock lock = StoreLock.acquire("one", later)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> StoreLock.acquire("two", later))
          .isInstanceOf(StoreLockedException.class);
    }
    assertThatThrownBy(() -> StoreLock.acquire("three", folder.resolve("no/later")))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("three");
  }

  @Test
  void acquire_inAnInterruptedThread_locksAndKeepsTheInterrupt() throws Exception {
    Thread.currentThread().interrupt();
    try (StoreLock lock = StoreLock.acquire("one", store)) {
      assertThat(lock).isNotNull();
      assertThat(Thread.interrupted()).isTrue();
      String said =
          new String(startHolder().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("number " + ProcessHandle.current().pid());
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    StoreLock.acquire("two", store).close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readString(folder.resolve("store.lock")))
        .isEqualTo("" + ProcessHandle.current().pid());
  }

  @Test
  void acquire_inAnInterruptedThreadWhileAnotherProcessHoldsIt_saysSo() throws Exception {
    Process holder = startHolder();
    try {
      assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("locked");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> StoreLock.acquire("here", store))
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining("number " + holder.pid());
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  @Test
  void acquire_inAnotherFileSystem_isRefused() throws Exception {
    URI zip = URI.create("jar:" + folder.resolve("x.zip").toUri());
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatThrownBy(() -> StoreLock.acquire("here", system.getPath("/x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("here is in a file system of the kind 'jar'");
    }
  }
}
