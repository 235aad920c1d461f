// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An {@link OtherProcess}, seen from the kit. */
final class Child implements AutoCloseable {
  /** How long to wait for what ends: a busy machine is slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Arguments of this process that are of no use, or in the way, in another one. */
  private static final List<String> OWN =
      List.of(
          "-javaagent",
          "-agentlib",
          "-agentpath",
          "-Xrun",
          "-Xdebug",
          "-XX:StartFlightRecording",
          "-Dcom.sun.management",
          "-Djava.class.path",
          "-Djdk.module.main");

  private static final String FAILED = "failed ";
  private static final int MOST_SHOWN = 3_000;

  /**
   * A line that the process said.
   *
   * @param text the line
   * @param time when it was read
   */
  private record Line(String text, long time) {}

  private final String name;
  private final Process process;
  private final Path errors;
  private final Path temporary;
  private final List<Line> lines = new ArrayList<>();
  private final Thread reader;
  private int read;
  private boolean atEnd;

  /** Starts a process whose files go into a folder. */
  Child(Path folder, OtherProcess.Arguments arguments) {
    name = "process " + arguments.run();
    errors = folder.resolve("process" + arguments.run() + ".err");
    try {
      Path file = folder.resolve("process" + arguments.run() + ".args");
      temporary = Files.createDirectories(folder.resolve("process" + arguments.run() + ".tmp"));
      Files.write(file, arguments(arguments, temporary).stream().map(Child::quoted).toList());
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file)
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("another process of Java cannot be started", e);
    }
    reader = new Thread(this::readLines, "ttkv-tck reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Returns the arguments that give another process the path and the options of this one. */
  private static List<String> arguments(OtherProcess.Arguments arguments, Path temporary) {
    List<String> all = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> OWN.stream().noneMatch(argument::startsWith))
        .forEach(all::add);
    // who is killed leaves behind what it put there, such as the library of an engine
    all.add("-Djava.io.tmpdir=" + temporary);
    // Surefire may run from a jar that only names the class path
    all.add("-cp");
    all.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    Class<?> main = OtherProcess.class;
    if (main.getModule().isNamed()) {
      all.add("-m");
      all.add(main.getModule().getName() + "/" + main.getName());
    } else {
      all.add(main.getName());
    }
    all.addAll(List.of(arguments.main()));
    return all;
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void readLines() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith(OtherProcess.PREFIX)) {
          add(new Line(line.substring(OtherProcess.PREFIX.length()), System.nanoTime()));
        }
      }
    } catch (IOException e) {
      // the process was killed while it was read from
    }
    synchronized (lines) {
      atEnd = true;
      lines.notifyAll();
    }
  }

  private void add(Line line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  /**
   * Waits for the next line, beyond those that were waited for, that begins with one of some words;
   * empty if the process ends without.
   */
  Optional<String> await(String... words) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    synchronized (lines) {
      while (true) {
        for (; read < lines.size(); read++) {
          String text = lines.get(read).text();
          if (text.startsWith(FAILED) || List.of(words).contains(text.split(" ")[0])) {
            read++;
            return Optional.of(text);
          }
        }
        long left = end - System.nanoTime();
        if (atEnd || left <= 0) {
          return Optional.empty();
        }
        TimeUnit.NANOSECONDS.timedWait(lines, left);
      }
    }
  }

  /**
   * Waits for a line that begins with a word.
   *
   * @throws RuleBroken if the process says that it failed, or ends, or says nothing of the kind
   */
  void expect(String word) throws InterruptedException {
    Optional<String> line = await(word);
    if (line.isEmpty() || line.get().startsWith(FAILED)) {
      throw broken(
          "in %s '%s' was expected and %s was said"
              .formatted(name, word, line.map(text -> "'" + text + "'").orElse("nothing")));
    }
  }

  private RuleBroken broken(String what) {
    return new RuleBroken("7.2", what + "\n" + errors(), null);
  }

  /** Lets {@link #await} see nothing of what was said so far. */
  void skip() {
    synchronized (lines) {
      read = lines.size();
    }
  }

  /** Tells the process something. */
  void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the other process has ended: " + errors(), e);
    }
  }

  /** Lets the process be for a while, or until it ends. */
  void leave(Duration time) throws InterruptedException {
    process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Kills the process as {@code kill -9} does, and returns all that it said.
   *
   * @throws RuleBroken if it said that it failed
   */
  List<String> kill() throws InterruptedException {
    // through the handle, for the process itself would close the pipe and lose what is in it
    process.toHandle().destroyForcibly();
    process.waitFor();
    reader.join(PATIENCE.toMillis());
    List<String> said;
    synchronized (lines) {
      said = lines.stream().map(Line::text).toList();
    }
    Optional<String> failure = said.stream().filter(line -> line.startsWith(FAILED)).findFirst();
    if (failure.isPresent()) {
      throw broken(name + " " + failure.get());
    }
    return said;
  }

  /**
   * Returns how long it took, on average, from a line that begins with one word to the next one
   * that begins with another; empty if there were no such lines.
   */
  Optional<Duration> between(String first, String second) {
    long begun = 0;
    long sum = 0;
    int count = 0;
    synchronized (lines) {
      for (Line line : lines) {
        String word = line.text().split(" ")[0];
        if (word.equals(first)) {
          begun = line.time();
        } else if (word.equals(second)) {
          sum += line.time() - begun;
          count++;
        }
      }
    }
    return count == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(sum / count));
  }

  /** Returns what the process wrote on its standard error, the end of it if it is long. */
  String errors() {
    try {
      String text = Files.readString(errors);
      return text.length() <= MOST_SHOWN
          ? text
          : "... " + text.substring(text.length() - MOST_SHOWN);
    } catch (IOException e) {
      return "nothing that can be read: " + e;
    }
  }

  /** Kills the process, and removes what it left in its folder for temporary files. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      Lab.delete(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
