// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.cli.Shell.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
  private final Path folder;

  DemoCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void demo_inMemory() {
    Outcome outcome = new Shell().run("demo", "--store", "memory:");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .containsPattern("at the instant of a change +2,500 of 2,500\n")
        .containsPattern("1 ns before a change +2,500 of 2,500\n")
        .containsPattern("1 ns after a change +1,500 of 1,500\n")
        .containsPattern("before a zone's first change +1,000 of 1,000\n")
        .containsPattern("any time since 1800 +2,000 of 2,000\n")
        .containsPattern("today +500 of 500\n")
        .containsPattern("every version in the store +([0-9,]+) of \\1\n")
        .endsWith("\n10,000 of 10,000 agree\n");
    assertThat(outcome.out().lines()).allMatch(line -> Text.width(line) <= 80);
  }

  @Test
  void demo_inFileThatIsReadAgain() {
    String store = folder.resolve("zones.db").toString();
    Shell shell = new Shell();
    assertThat(shell.run("demo", "--store", store + "?durability=none").exitCode()).isZero();
    assertThat(shell.run("get", store, "Europe/London", "--at", "1941-07-01").out())
        .isEqualTo("+02:00\n");
    assertThat(shell.run("get", store, "Asia/Pyongyang", "--at", "~1").out()).isEqualTo("+08:30\n");
    Outcome again = shell.run("demo", "--store", store);
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).contains(store).hasLineCount(1);
  }

  @Test
  void demo_oneVersionDamaged() {
    Instant change = Instant.parse("1911-12-31T15:30:00Z");
    Outcome outcome = demo(commits -> damage(commits, change, "Asia/Pyongyang", "+09:30"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("Asia/Pyongyang as of " + change + ": expected +09:00, found +09:30\n");
  }

  @Test
  void demo_oneVersionTooMany() {
    Instant between = Instant.parse("1950-01-01T00:00:00Z");
    Outcome outcome = demo(commits -> commits.put(between, Map.of("Asia/Pyongyang", "+09:00")));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("Asia/Pyongyang as of " + between + ": expected no change, found +09:00\n");
  }

  @Test
  void demo_oneVersionMissing() {
    Instant change = Instant.parse("2018-05-04T15:00:00Z");
    Outcome outcome = demo(commits -> commits.remove(change));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern("Asia/Pyongyang as of .*: expected \\+09:00, found \\+08:30\n");
  }

  @Test
  void demo_oneZoneWrongToday() {
    Outcome outcome =
        demo(commits -> damage(commits, ZoneHistory.BEGINNING, "Etc/GMT+1", "+01:00"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).doesNotContain("10,000 of 10,000 agree");
  }

  private static void damage(
      Map<Instant, Map<String, String>> commits, Instant time, String zone, String offset) {
    Map<String, String> changes = new TreeMap<>(commits.getOrDefault(time, Map.of()));
    assertThat(changes.put(zone, offset)).isNotNull();
    commits.put(time, changes);
  }

  private static Outcome demo(Consumer<NavigableMap<Instant, Map<String, String>>> damage) {
    return new Shell()
        .withZones(
            now -> {
              NavigableMap<Instant, Map<String, String>> commits =
                  new TreeMap<>(ZoneHistory.through(now).commits());
              damage.accept(commits);
              return new ZoneHistory(commits);
            })
        .run("demo", "--store", "memory:");
  }
}
