// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.StoreBusyException;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new UsageException("m"), 2, "ttkv: m\n"),
        arguments(new IllegalArgumentException("m"), 2, "ttkv: m\n"),
        arguments(new TimeTravelStoreException("m"), 3, "ttkv: m\n"),
        arguments(new StoreLockedException("m"), 3, "ttkv: m\n"),
        arguments(new StoreBusyException("m\nn"), 3, "ttkv: m\\nn\n"),
        arguments(new IllegalStateException("m"), 3, "ttkv: m\n"),
        arguments(new DamagedStoreException("m"), 4, "ttkv: m\n"),
        arguments(new HistoryTrimmedException("m", Instant.EPOCH), 5, "ttkv: m\n"),
        arguments(new FormatMismatchException("m"), 6, "ttkv: m\n"),
        arguments(
            new OutOfMemoryError("m"),
            70,
            "ttkv: not enough memory; give more with JDK_JAVA_OPTIONS=-Xmx4g\n"),
        arguments(
            new NullPointerException("m"),
            70,
            "ttkv: this should not happen: java.lang.NullPointerException: m"
                + " (--debug shows where)\n"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void report_failure(Throwable failure, int exitCode, String message) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new Host(
                "ttkv",
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                err,
                false,
                false,
                80,
                Map.of(),
                () -> Shell.NOW));
    assertThat(Failures.report(failure, false, terminal)).isEqualTo(exitCode);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(message);
  }
}
