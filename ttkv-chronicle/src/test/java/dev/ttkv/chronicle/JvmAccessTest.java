// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.chronicle.child.OpenByLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmAccessTest {
  static final List<String> FLAGS =
      List.of(
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");

  @Test
  void open_withTheFlags_opensAndReportsToNobody(@TempDir Path folder) throws Exception {
    Files.createDirectory(folder.resolve("home"));
    assertThat(output(FLAGS, folder)).contains("opened").doesNotContain("nalytics");
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      // those of its reporting are .chronicle.analytics.client.id and .last
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("chronicle"));
    }
  }

  @Test
  void open_withAFlagMissing_saysWhichAndAll(@TempDir Path folder) throws Exception {
    for (String missing : FLAGS) {
      List<String> others = FLAGS.stream().filter(flag -> !flag.equals(missing)).toList();

      assertThat(output(others, folder))
          .contains("IllegalStateException")
          .contains(String.join(" ", FLAGS))
          .contains("(missing: " + missing + ")");
    }
    assertThat(folder.resolve("store")).doesNotExist();
  }

  @Test
  void open_withoutACompiler_saysThatAJdkIsNeeded(@TempDir Path folder) throws Exception {
    List<String> noCompiler =
        List.of("--limit-modules=java.base,java.compiler,java.logging,jdk.unsupported");

    assertThat(output(noCompiler, folder)).contains("IllegalStateException").contains("JDK");
    assertThat(folder.resolve("store")).doesNotExist();
  }

  private static String output(List<String> flags, Path folder)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Stream.of(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                    flags,
                    Arrays.asList(
                        "-Xmx128m",
                        "-Duser.home=" + folder.resolve("home"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenByLocation.class.getName(),
                        "chronicle:" + folder.resolve("store")))
                .flatMap(List::stream)
                .toList());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
