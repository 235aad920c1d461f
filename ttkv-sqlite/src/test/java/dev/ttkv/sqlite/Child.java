// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.TimeTravelStore;
import dev.ttkv.sqlite.child.OpenByLocation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/** Another process of Java, which runs one of the main classes of the tests. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Child(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a main class with everything on the class path. */
  static Child onClassPath(Class<?> main, String... arguments) throws IOException {
    return new Child(
        command(
            List.of("-cp", path(tests(), store(), api(), driver())), main.getName(), arguments));
  }

  /** Starts a main class on the class path, with the store and what it needs on the module path. */
  static Child onModulePath(Class<?> main, String... arguments) throws IOException {
    return new Child(
        command(
            List.of(
                "-cp",
                path(tests()),
                "-p",
                path(store(), api(), driver()),
                "--add-modules",
                "dev.ttkv.sqlite"),
            main.getName(),
            arguments));
  }

  /** Waits for the end of the process, and returns the lines that it printed. */
  List<String> end() throws IOException, InterruptedException {
    List<String> lines = output.lines().toList();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("the process failed: " + process);
    }
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static List<String> command(List<String> path, String main, String... arguments) {
    return Stream.of(path, List.of(main), List.of(arguments)).flatMap(List::stream).toList();
  }

  private static Path tests() {
    return origin(OpenByLocation.class);
  }

  private static Path store() {
    return origin(SqliteStore.class);
  }

  private static Path api() {
    return origin(TimeTravelStore.class);
  }

  private static Path driver() {
    return origin(SQLiteConfig.class);
  }

  private static String path(Path... elements) {
    return String.join(File.pathSeparator, Stream.of(elements).map(Path::toString).toList());
  }

  /** Returns the folder or jar that a class was loaded from, in a module or not, patched or not. */
  private static Path origin(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    URL url = type.getResource("/" + name);
    String text = url.toString();
    String root = text.substring(0, text.length() - name.length());
    return Path.of(
        URI.create(root.startsWith("jar:") ? root.substring(4, root.length() - 2) : root));
  }
}
