// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class TimeTravelStoreTckTest {
  private static final class Subject extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return GoodStore.open(directory, keys, values, options);
    }
  }

  @Test
  void a_run_in_which_nothing_ran_fails() {
    assertThatThrownBy(new Subject()::every_rule_was_tested)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1.1")
        .hasMessageContaining("9.3");
  }

  @Test
  void a_run_that_left_one_rule_out_fails() throws Throwable {
    System.setProperty("ttkv.tck.tries", "0.02");
    Subject subject;
    try {
      subject = new Subject();
    } finally {
      System.clearProperty("ttkv.tck.tries");
    }
    for (DynamicTest test : tests(subject)) {
      if (!List.of(test.getDisplayName().split("[, ]")).contains("7.5")) {
        run(test.getExecutable());
      }
    }
    assertThatThrownBy(subject::every_rule_was_tested)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[7.5]");
    for (DynamicTest test : tests(subject)) {
      if (test.getDisplayName().startsWith("7.5")) {
        run(test.getExecutable());
      }
    }
    assertThatCode(subject::every_rule_was_tested).doesNotThrowAnyException();
  }

  private static void run(Executable test) throws Throwable {
    test.execute();
  }

  @Test
  void tests_are_grouped_by_chapter_and_named_by_rule_and_sentence() {
    assertThat(new Subject().rules().map(DynamicNode::getDisplayName))
        .containsExactlyElementsOf(Kit.CHAPTERS.stream().map(Class::getSimpleName).toList());
    assertThat(tests(new Subject()).stream().map(DynamicNode::getDisplayName))
        .contains("2.1 a put at t is seen as of t and not one nanosecond before");
  }

  private static List<DynamicTest> tests(TimeTravelStoreTck subject) {
    return subject
        .rules()
        .flatMap(DynamicContainer::getChildren)
        .map(DynamicTest.class::cast)
        .toList();
  }

  /** Runs a random program, in a process of its own. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      try (Lab lab =
          new Lab(Broken.engine("good", engine -> engine), new Settings(1, 1, 1, Set.of()))) {
        new ProgramRules().histories_are_those_of_the_model(lab);
      }
    }
  }

  @Test
  void without_the_engine_of_jqwik_the_kit_says_what_is_missing()
      throws IOException, InterruptedException {
    String path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("jqwik-engine"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).contains("IllegalStateException: the kit needs net.jqwik:jqwik-engine");
  }
}
