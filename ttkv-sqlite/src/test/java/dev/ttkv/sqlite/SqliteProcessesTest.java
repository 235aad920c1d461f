// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.sqlite.child.OpenByLocation;
import dev.ttkv.sqlite.child.TimelineReader;
import dev.ttkv.sqlite.child.TimelineWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several processes do to one store, for {@code ttkv.processes.seconds}. */
class SqliteProcessesTest {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("ttkv.processes.seconds", 3));

  @Test
  void processesThatWriteAtOnce_makeOneTimelineThatDoesNotChange(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("test.db");
    List<String> acknowledged = new ArrayList<>();
    try (Child one = writer(file, "one");
        Child two = writer(file, "two");
        Child reader =
            Child.onClassPath(TimelineReader.class, file.toString(), LENGTH.toString())) {
      Background<List<String>> ofTwo = Background.start(two::end);
      Background<List<String>> ofReader = Background.start(reader::end);
      acknowledged.addAll(one.end());
      assertThat(acknowledged).isNotEmpty();
      assertThat(ofTwo.result()).isNotEmpty();
      acknowledged.addAll(ofTwo.result());
      assertThat(ofReader.result()).singleElement().isNotEqualTo("0");
    }

    assertThat(timeline(file)).containsExactlyInAnyOrderElementsOf(acknowledged);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void processThatWrites_whileAnotherTrimsAndErases_losesNothingElse(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("test.db");
    List<String> acknowledged;
    long erasures = 0;
    try (SqliteStore<String, String> store = open(file);
        Child child = writer(file, "one")) {
      Background<List<String>> writing = Background.start(child::end);
      while (!writing.isDone()) {
        erasures += forgetSome(store);
      }
      acknowledged = writing.result();
      erasures += forgetSome(store);
      assertThat(store.horizon()).isAfter(Instant.MIN);
      assertThat(erasures).isPositive();
      List<Instant> expected =
          acknowledged.stream()
              .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
              .filter(time -> time.isAfter(store.horizon()))
              .toList();
      assertThat(store.commits(TimeRange.all(), Order.ASCENDING).map(Commit::time))
          .containsExactlyElementsOf(expected);
      assertThat(store.maintenance().verify().findings()).isEmpty();
    }
  }

  /** Trims all but some commits, and erases a key, of which it returns the number of versions. */
  private static long forgetSome(SqliteStore<String, String> store) {
    List<Instant> times = store.times().limit(20).toList();
    if (times.isEmpty()) {
      return 0;
    }
    store.maintenance().trim(times.get(times.size() - 1));
    String key = store.latest().entries().findFirst().orElseThrow().key();
    return key.equals("shared") ? 0 : store.maintenance().erase(List.of(key)).versions();
  }

  @Test
  void store_openedByLocation_isFoundOnTheClassPathAndOnTheModulePath(@TempDir Path folder)
      throws Exception {
    String location = "sqlite:" + folder.resolve("test.db");
    try (Child child = Child.onClassPath(OpenByLocation.class, location)) {
      assertThat(child.end()).containsExactly("null SqliteStore");
    }
    try (Child child = Child.onModulePath(OpenByLocation.class, location)) {
      assertThat(child.end()).containsExactly("dev.ttkv.sqlite SqliteStore");
    }
  }

  private static Child writer(Path file, String name) throws Exception {
    return Child.onClassPath(TimelineWriter.class, file.toString(), name, LENGTH.toString());
  }

  /** Checks that the commits are one strictly increasing line, and describes each. */
  private static List<String> timeline(Path file) {
    try (SqliteStore<String, String> store = open(file)) {
      List<Commit<String, String>> commits =
          store.commits(TimeRange.all(), Order.ASCENDING).toList();
      assertThat(commits).isSortedAccordingTo((a, b) -> a.time().isBefore(b.time()) ? -1 : 1);
      assertThat(store.times()).hasSize(commits.size());
      List<String> described = new ArrayList<>();
      for (Commit<String, String> commit : commits) {
        String note = commit.note().orElseThrow();
        assertThat(commit.changes().size()).isBetween(2, 3);
        assertThat(store.get("shared", commit.time())).contains(note);
        described.add(commit.time() + " " + note);
      }
      return described;
    }
  }

  private static SqliteStore<String, String> open(Path file) {
    return SqliteStore.open(file, KeyCodec.utf8(), Codec.utf8());
  }
}
