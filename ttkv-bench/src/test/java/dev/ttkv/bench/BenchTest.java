// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  private static final long TURN = 100_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"100x3", "7x50", "1x1"})
  void memory_ofAnySize_answersRightAndPrintsEachMeasure(String size) throws Exception {
    Bench.run(Contest.MEMORY, size, 1, TURN, out);

    assertThat(bytes.toString(UTF_8).lines())
        .hasSize(2 + 1 + Read.values().length + 2 + 1 + 1)
        .allMatch(line -> line.isEmpty() || line.startsWith("|"));
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE, 100x3", "SQLITE, 7x50", "SQLITE, 2000x2",
    "MAPDB, 100x3", "MAPDB, 7x50", "MAPDB, 2000x2",
    "CHRONICLE, 100x3", "CHRONICLE, 7x150", "CHRONICLE, 2000x2"
  })
  void onDisk_ofAnySize_answersRightAndPrintsEachMeasure(Contest contest, String size)
      throws Exception {
    Bench.run(contest, size, 1, TURN, out);

    assertThat(bytes.toString(UTF_8).lines())
        .hasSize(2 + 1 + Read.values().length + 1 + 1)
        .allMatch(line -> line.isEmpty() || line.startsWith("|"));
  }

  @Test
  void race_withAWrongAnswer_isStopped() {
    Entrant wrong = new Entrant("wrong", (folder, workload) -> new Forgetful());
    Workload given = new Workload(10, 2, 1, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> new Race(given, List.of(wrong), TURN).run(1, false))
        .withMessageContaining("wrong");
  }

  @Test
  void main_withAnUnknownArgument_saysWhatItKnows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bench.main(new String[] {"disk"}))
        .withMessageContaining("disk")
        .withMessageContaining("memory");
  }

  @Test
  void median_ofEvenAndOdd_isTheMiddle() {
    assertThat(Results.median(DoubleStream.of(3, 1, 2).boxed().toList())).isEqualTo(2);
    assertThat(Results.median(DoubleStream.of(4, 1, 2, 3).boxed().toList())).isEqualTo(2.5);
  }

  private static final class Forgetful implements Contestant {
    @Override
    public void put(Put put) {}

    @Override
    public void putAll(Put[] puts) {}

    @Override
    public long get(String key) {
      return 0;
    }

    @Override
    public long getAsOf(String key, Moment time) {
      return 0;
    }

    @Override
    public long history(String key) {
      return 0;
    }

    @Override
    public long times(int newest) {
      return 0;
    }

    @Override
    public long scan(Moment time) {
      return 0;
    }

    @Override
    public void close() {}
  }
}
