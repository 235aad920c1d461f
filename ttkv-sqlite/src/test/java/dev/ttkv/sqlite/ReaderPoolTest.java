// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.TimeTravelStoreException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReaderPoolTest {
  private final List<Connection> opened = new CopyOnWriteArrayList<>();
  private final ReaderPool pool = new ReaderPool("test", 2, this::open);
  private final AtomicInteger failures = new AtomicInteger();

  @Test
  void read_oneAfterAnother_usesOneReader() {
    SqliteReader first = pool.read(reader -> reader);

    assertThat(pool.<SqliteReader>read(reader -> reader)).isSameAs(first);
  }

  @Test
  void read_whenAllReadersAreLent_waitsForOne() throws Exception {
    CountDownLatch lent = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    List<Background<Boolean>> holders =
        List.of(
            Background.start(() -> pool.read(reader -> hold(lent, release))),
            Background.start(() -> pool.read(reader -> hold(lent, release))));
    assertThat(lent.await(1, TimeUnit.MINUTES)).isTrue();
    Thread third = new Thread(() -> pool.read(reader -> true));
    third.start();
    while (third.isAlive() && third.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    release.countDown();

    third.join();
    assertThat(holders).extracting(Background::result).containsExactly(true, true);
    assertThat(opened).hasSize(2);
  }

  @Test
  void read_whoseReaderCannotBeOpened_leavesRoomForOthers() {
    failures.set(3);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.read(reader -> true))
          .isInstanceOf(TimeTravelStoreException.class);
    }

    assertThat(pool.<Boolean>read(reader -> true)).isTrue();
  }

  @Test
  void read_thatThrows_givesTheReaderBack() {
    IllegalArgumentException thrown = new IllegalArgumentException();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  pool.read(
                      reader -> {
                        throw thrown;
                      }))
          .isSameAs(thrown);
    }

    assertThat(opened).hasSize(1);
  }

  @Test
  void close_whileAReaderIsLent_waitsForIt() throws Exception {
    CountDownLatch lent = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Background<Boolean> holder = Background.start(() -> pool.read(reader -> hold(lent, release)));
    assertThat(lent.await(1, TimeUnit.MINUTES)).isTrue();
    Thread closer = new Thread(pool::close);
    closer.start();
    while (closer.isAlive() && closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    assertThat(closer.isAlive()).isTrue();
    assertThat(opened.get(0).isClosed()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.read(reader -> true))
        .withMessage("test is closed");

    release.countDown();
    closer.join();
    assertThat(holder.result()).isTrue();
    assertThat(opened.get(0).isClosed()).isTrue();
  }

  @Test
  void close_again_doesNothing() {
    pool.read(SqliteReader::takeFailure);

    pool.close();
    pool.close();

    assertThatIllegalStateException().isThrownBy(() -> pool.read(reader -> true));
  }

  private SqliteReader open() {
    if (failures.getAndDecrement() > 0) {
      throw new TimeTravelStoreException("told to fail");
    }
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      opened.add(connection);
      return new SqliteReader("test", new Session(connection));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean hold(CountDownLatch lent, CountDownLatch release) {
    lent.countDown();
    try {
      return release.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
