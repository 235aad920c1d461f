// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a process that the kit starts. It opens a store as a test class does, and says
 * on its standard output what it is about to do and what was acknowledged. It ends with the process
 * that started it.
 */
final class OtherProcess {
  /** What the lines that are meant for the kit begin with. */
  static final String PREFIX = "ttkv-tck ";

  /** How many threads write. */
  static final int THREADS = 4;

  private final PrintStream out;
  private final Arguments arguments;
  private volatile boolean closing;

  /** What such a process does with the store that it opens. */
  enum Task {
    /** Writes with {@link #THREADS} threads. */
    WRITE,
    /** Does what a {@link ForgettingWork} does. */
    FORGET,
    /** Does what it is told line by line. */
    OBEY
  }

  /**
   * What such a process is told.
   *
   * @param test the class whose {@code open} it calls
   * @param directory where the store lies
   * @param task what it does
   * @param seed what it writes follows from
   * @param run which process it is
   * @param lag by how much its clock is behind that of the system
   * @param close after how long it closes the store; zero for never
   */
  record Arguments(
      String test, String directory, Task task, long seed, int run, Duration lag, Duration close) {
    static Arguments of(String[] main) {
      return new Arguments(
          main[0],
          main[1],
          Task.valueOf(main[2]),
          Long.parseLong(main[3]),
          Integer.parseInt(main[4]),
          Duration.parse(main[5]),
          Duration.parse(main[6]));
    }

    String[] main() {
      return new String[] {
        test, directory, "" + task, "" + seed, "" + run, lag.toString(), close.toString()
      };
    }
  }

  private OtherProcess(PrintStream out, Arguments arguments) {
    this.out = out;
    this.arguments = arguments;
  }

  /** Takes the {@link Arguments}. */
  public static void main(String[] main) {
    PrintStream out = System.out;
    System.setOut(System.err); // whatever else is printed is none of the kit's business
    OtherProcess process = new OtherProcess(out, Arguments.of(main));
    try {
      process.run();
    } catch (Throwable e) {
      process.fail(e);
    }
    Runtime.getRuntime().halt(0);
  }

  private void run() throws IOException, InterruptedException, ReflectiveOperationException {
    TimeTravelStoreTck test = instance(arguments.test());
    InstantSource system = InstantSource.system();
    InstantSource clock = () -> system.instant().minus(arguments.lag());
    say("opening");
    TimeTravelStore<String, String> store =
        test.open(
            Path.of(arguments.directory()),
            KeyCodec.utf8(),
            Codec.utf8(),
            StoreOptions.defaults().withClock(clock));
    say("opened");
    if (arguments.task() == Task.OBEY) {
      obey(store);
      return;
    }
    start(OtherProcess::endWithTheOther);
    if (arguments.task() == Task.WRITE) {
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        start(() -> write(store, clock, thread));
      }
    } else {
      ForgettingWork work =
          new ForgettingWork(store, arguments, test.lacks().contains(Lack.BACKUP), this::say);
      work.bodies().forEach(body -> start(() -> failing(body)));
    }
    awaitClosing(store);
  }

  /** Makes an object of a test class, whatever its access. */
  static TimeTravelStoreTck instance(String name) throws ReflectiveOperationException {
    Constructor<? extends TimeTravelStoreTck> constructor =
        Class.forName(name).asSubclass(TimeTravelStoreTck.class).getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "ttkv-tck");
    thread.setDaemon(true);
    thread.start();
  }

  private void awaitClosing(TimeTravelStore<String, String> store) throws InterruptedException {
    if (arguments.close().isZero()) {
      new CountDownLatch(1).await();
    }
    TimeUnit.NANOSECONDS.sleep(arguments.close().toNanos());
    closing = true;
    say("closing");
    store.close();
    say("closed");
  }

  private void write(TimeTravelStore<String, String> store, InstantSource clock, int thread) {
    try {
      for (int number = 0; ; number++) {
        Instant time =
            new Written(arguments.seed(), arguments.run(), thread, number).commitTo(store);
        say("ack " + time + " " + thread + " " + number);
        if (thread == 0 && number % 10 == 5) {
          say("settled " + store.settle(clock.instant()));
        }
      }
    } catch (Throwable e) {
      if (!(closing && e instanceof IllegalStateException)) {
        fail(e);
      }
    }
  }

  private void failing(ForgettingWork.Body body) {
    try {
      body.run();
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Does what the lines of the standard input say. */
  private void obey(TimeTravelStore<String, String> store) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("put")) {
        say("put " + store.put(words[1], words[2]));
      } else {
        say("got " + store.watermark() + " " + store.get(words[1]).orElse("-"));
      }
    }
  }

  private static void endWithTheOther() {
    try {
      while (System.in.read() >= 0) {
        // nothing is told to it
      }
    } catch (IOException e) {
      // the pipe is broken, which is the same
    }
    Runtime.getRuntime().halt(1);
  }

  /** Says a line, in one write so that a killed process leaves no half of it. */
  private void say(String line) {
    byte[] bytes = (PREFIX + line + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.write(bytes, 0, bytes.length);
      out.flush();
    }
  }

  private void fail(Throwable e) {
    say("failed " + Text.of(e));
    e.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
