// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.spi.VersionRecord;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The bytes that records of some kind begin with, by which SQL can tell them: that of a record is
 * {@code substr(rec, 1, 1)}.
 */
final class Flags {
  /** Of deletions. */
  static final byte[] DELETIONS = of(VersionRecord::deletion);

  /** Of the versions that carry the head of a commit. */
  static final byte[] HEADS = of(version -> version.head().isPresent());

  /** Of the versions that carry a note. */
  static final byte[] NOTES =
      of(version -> version.head().flatMap(VersionRecord.Head::note).isPresent());

  private Flags() {}

  private static byte[] of(Predicate<VersionRecord> kind) {
    Optional<byte[]> note = Optional.of(new byte[0]);
    List<Optional<VersionRecord.Head>> heads =
        List.of(
            Optional.empty(),
            Optional.of(new VersionRecord.Head(0, 1, Optional.empty())),
            Optional.of(new VersionRecord.Head(0, 1, note)),
            Optional.of(new VersionRecord.Head(0, 2, Optional.empty())),
            Optional.of(new VersionRecord.Head(0, 2, note)));
    ByteArrayOutputStream flags = new ByteArrayOutputStream();
    for (boolean deletion : new boolean[] {false, true}) {
      for (Optional<VersionRecord.Head> head : heads) {
        VersionRecord version = new VersionRecord(deletion, new byte[0], head);
        if (kind.test(version)) {
          flags.write(version.encode(new byte[0], 0)[0]);
        }
      }
    }
    return flags.toByteArray();
  }
}
