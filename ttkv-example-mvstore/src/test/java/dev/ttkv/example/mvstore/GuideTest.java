// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.example.mvstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "new-backend.md");
  private static final Pattern FILE =
      Pattern.compile("\n`(src/[^`]+)`\n\n```\\w+\n(.*?)\n```\n", Pattern.DOTALL);

  @Test
  void guide_hasEveryFileAsItIs() throws IOException {
    Map<String, String> shown = new TreeMap<>();
    Matcher matcher = FILE.matcher(Files.readString(GUIDE));
    while (matcher.find()) {
      shown.put(matcher.group(1), matcher.group(2) + "\n");
    }
    Map<String, String> files = new TreeMap<>();
    for (Path file : files()) {
      files.put(file.toString().replace('\\', '/'), Files.readString(file));
    }
    assertEquals(files, shown);
  }

  @Test
  void backend_withItsProviderAndTest_isShort() throws IOException {
    long lines = 0;
    for (Path file : files()) {
      lines += Files.readAllLines(file).stream().filter(line -> !line.isBlank()).count();
    }
    assertTrue(lines <= 150, lines + " lines");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("GuideTest.java"))
          .sorted()
          .toList();
    }
  }
}
