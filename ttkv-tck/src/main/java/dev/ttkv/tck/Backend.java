// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;
import java.util.Set;

/** What is under test. */
interface Backend {
  /** Opens the store that lies in a directory, as {@code options} say. */
  <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options);

  /** Returns what the backend lacks. */
  Set<Lack> lacks();

  /** Returns the test class that runs it, for the line that replays a failure. */
  String name();

  /** Returns the class whose {@code open} other processes call. */
  Class<? extends TimeTravelStoreTck> inOtherProcesses();

  /** Checks a store that was opened after the process that wrote to it was killed. */
  void checkAfterKill(TimeTravelStore<String, String> store);
}
