// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** What the {@code open} of a test class does with what it is given, in its simplest form. */
final class HookRules {
  @Rule({"3.1", "3.2"})
  void open_takes_the_codecs_that_it_is_given(Lab lab) {
    AtomicInteger ofKeys = new AtomicInteger();
    AtomicInteger ofValues = new AtomicInteger();
    TimeTravelStore<String, String> store =
        lab.store(
            KeyCodec.of("ttkv-tck-keys", text -> counted(text, ofKeys), HookRules::text),
            Codec.of("ttkv-tck-values", text -> counted(text, ofValues), HookRules::text));
    try {
      store.put("a", "1");
    } catch (ClassCastException e) {
      throw new HookBroken(
          "open(directory, ttkv-tck-keys, ttkv-tck-values, ...) returned a store of other codecs,"
              + " for which a string is no key and value; it has to use those that it is given: "
              + e.getMessage(),
          e);
    }
    refuseUnused(ofKeys, "key codec ttkv-tck-keys");
    refuseUnused(ofValues, "value codec ttkv-tck-values");
  }

  private static byte[] counted(String text, AtomicInteger count) {
    count.incrementAndGet();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void refuseUnused(AtomicInteger uses, String what) {
    if (uses.get() == 0) {
      throw new HookBroken(
          ("open(...) returned a store that put something without the %s; it has to hand the codecs"
                  + " that it is given on to the store")
              .formatted(what),
          null);
    }
  }

  @Rule("1.2")
  void open_takes_the_clock_that_it_is_given(Lab lab) {
    AtomicInteger asked = new AtomicInteger();
    InstantSource clock =
        () -> {
          asked.incrementAndGet();
          return lab.clock().instant();
        };
    TimeTravelStore<String, String> store = lab.store(lab.options().withClock(clock));
    Instant time = store.put("a", "1");
    refuseIgnored(
        asked.get() > 0,
        "returned a store that made a commit at %s without asking the clock of the options, which stands at %s"
            .formatted(time, TestClock.START));
  }

  @Rule("1.5")
  void open_takes_the_lead_that_it_is_given(Lab lab) {
    TimeTravelStore<String, String> store = lab.store(lab.options().withMaxLead(Duration.ZERO));
    store.put("a", "1");
    refuseIgnored(
        isRefused(() -> store.put("a", "2")),
        "returned a store that made a commit 1 ns ahead of the clock, though the options have a"
            + " greatest lead of "
            + Duration.ZERO);
  }

  @Rule("9.3")
  void open_takes_the_mode_that_it_is_given(Lab lab) {
    refuseIgnored(
        isRefused(() -> lab.store(lab.options().withMode(OpenMode.EXISTING))),
        "with OpenMode.EXISTING made a store in an empty directory");
    Lab.Place place = lab.place();
    place.open().close();
    refuseIgnored(
        !lab.survives() || isRefused(() -> place.open(lab.options().withMode(OpenMode.CREATE_NEW))),
        "with OpenMode.CREATE_NEW opened the store that was there");
  }

  private static boolean isRefused(Runnable call) {
    try {
      call.run();
      return false;
    } catch (TimeTravelStoreException e) {
      return true;
    }
  }

  private static void refuseIgnored(boolean taken, String what) {
    if (!taken) {
      throw new HookBroken(
          "open(...) " + what + "; it has to hand the options that it is given on to the store",
          null);
    }
  }
}
