// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log.tck;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that opens a store, writes batches until it is told to end or the store does not take
 * them, closes the store, and says what it does.
 */
final class StoreProcess implements AutoCloseable {
  /** How many changes a batch has. */
  static final int CHANGES = 50;

  private static final String PREFIX = "store-process ";

  private final Process process;
  private final BufferedReader out;

  private StoreProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param javaOptions options of Java
   * @param location the store
   * @param first the number of the first batch
   * @param batches how many to write
   * @param valueBytes how long values are
   * @param fileKib how long a file may become, in KiB; 0 if as long as it likes
   */
  static StoreProcess start(
      List<String> javaOptions,
      String location,
      int first,
      int batches,
      int valueBytes,
      int fileKib)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (fileKib > 0) {
      command.addAll(List.of("bash", "-c", "ulimit -f " + fileKib + "; exec \"$0\" \"$@\""));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            location,
            "" + first,
            "" + batches,
            "" + valueBytes));
    return new StoreProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Returns what it says next, in words; empty if it has ended. */
  Optional<String> next() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(PREFIX)) {
        return Optional.of(line.substring(PREFIX.length()));
      }
    }
    return Optional.empty();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /** Kills it; what it has said can still be read. */
  void kill() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  /** Kills it, if it has not ended. */
  @Override
  public void close() {
    kill();
  }

  /** Takes what {@link #start} takes. */
  public static void main(String[] args) {
    int number = Integer.parseInt(args[1]);
    int end = number + Integer.parseInt(args[2]);
    int valueBytes = Integer.parseInt(args[3]);
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(args[0], KeyCodec.utf8(), Codec.utf8())) {
      say("opened");
      boolean writes = true;
      while (writes && number < end) {
        writes = write(store, number++, valueBytes);
      }
      say("closing");
    } catch (TimeTravelStoreException e) {
      say("failed " + e.getMessage());
    }
  }

  private static boolean write(TimeTravelStore<String, String> store, int number, int valueBytes) {
    try {
      say("ack " + number + " " + store.commit(batch(number, valueBytes)).orElseThrow());
      return true;
    } catch (CommitOutcomeUnknownException e) {
      say("unknown " + number + " " + e.time() + " " + e.getMessage());
    } catch (TimeTravelStoreException e) {
      say("refused " + number + " " + e.getMessage());
    }
    return false;
  }

  /** Returns what is written under a number: half of its keys have versions already. */
  static Batch<String, String> batch(int number, int valueBytes) {
    Batch<String, String> batch = Batch.create();
    for (int i = 0; i < CHANGES; i++) {
      int key = i % 2 == 0 ? i : number * CHANGES + i;
      batch.put("key" + key, value(number, valueBytes));
    }
    return batch;
  }

  static String value(int number, int valueBytes) {
    return number + "x".repeat(valueBytes);
  }

  private static void say(String words) {
    System.out.println(PREFIX + words.replace('\n', ' '));
  }
}
