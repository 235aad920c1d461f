// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite.child;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A process that commits to a store for a while and prints each commit once it is acknowledged: its
 * time and its note, which is the name of the process and a number. A commit changes one key of the
 * process and one that all share, and deletes what the commit before put elsewhere.
 */
public final class TimelineWriter {
  private TimelineWriter() {}

  /** Takes the store's path, the name of the process, and how long to go on. */
  public static void main(String[] args) {
    String name = args[1];
    long end = System.nanoTime() + Duration.parse(args[2]).toNanos();
    try (SqliteStore<String, String> store =
        SqliteStore.open(Path.of(args[0]), KeyCodec.utf8(), Codec.utf8())) {
      for (int i = 0; System.nanoTime() < end; i++) {
        String note = name + " " + i;
        Batch<String, String> batch =
            Batch.<String, String>create()
                .put(name + "/" + i % 100, note)
                .put("shared", note)
                .delete(name + "/" + (i + 50) % 100)
                .note(note);
        Instant time = store.commit(batch).orElseThrow();
        System.out.println(time + " " + note);
      }
    }
  }
}
