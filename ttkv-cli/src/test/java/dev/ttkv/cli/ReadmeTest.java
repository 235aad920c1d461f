// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the first snippet of the README, and compares what comes of it. */
class ReadmeTest {
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TIME = Pattern.compile("( *Instant (t\\d) = .*;)");
  private static final Pattern ANSWER = Pattern.compile(" *(store\\.[^;]*); // (.*)");

  @Test
  void snippet_compilesAndDoesWhatItsCommentsSay(@TempDir Path folder) throws Exception {
    Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(snippet.find()).isTrue();
    List<String> lines = new ArrayList<>();
    List<String> comments = new ArrayList<>();
    for (String line : snippet.group(1).split("\n")) {
      Matcher time = TIME.matcher(line);
      Matcher answer = ANSWER.matcher(line);
      if (time.matches()) {
        lines.add(
            time.group(1)
                + " names.put("
                + time.group(2)
                + ".toString(), \""
                + time.group(2)
                + "\");");
      } else if (answer.matches()) {
        lines.add("say(" + answer.group(1) + ");");
        comments.add(answer.group(2));
      } else {
        lines.add(line);
      }
    }
    List<String> said = run(folder, String.join("\n", lines));
    assertThat(said).hasSameSizeAs(comments).hasSize(4);
    for (int i = 0; i < said.size(); i++) {
      assertThat(comments.get(i)).startsWith(said.get(i));
    }
    assertThat(folder.resolve("history.db")).exists();
  }

  private static List<String> run(Path folder, String code) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Snippet.java"),
            """
            import dev.ttkv.*;
            import java.time.*;
            import java.util.*;

            class Snippet {
              static final Map<String, String> names = new HashMap<>();

              static void say(Object answer) {
                String text = answer.toString();
                for (Map.Entry<String, String> name : names.entrySet()) {
                  text = text.replace(name.getKey(), name.getValue());
                }
                System.out.println(text);
              }

              public static void main(String[] arguments) {
            %s
              }
            }
            """
                .formatted(code));
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertThat(compiled).isZero();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath + System.getProperty("path.separator") + folder,
                "Snippet")
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.lines().toList();
  }
}
