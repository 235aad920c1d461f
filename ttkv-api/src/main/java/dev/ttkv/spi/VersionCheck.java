// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares a version of the change feed with what all other reads say of it. */
final class VersionCheck {
  private final KeyReads reads;
  private final Findings findings;
  private final Balance balance;
  private long keys;

  VersionCheck(KeyReads reads, Findings findings, Balance balance) {
    this.reads = reads;
    this.findings = findings;
    this.balance = balance;
  }

  void check(long time, StoredChange change) {
    byte[] key = change.key();
    findings.looking(key, time, () -> checkFind(time, change));
    findings.looking(key, time, () -> checkHistory(time, change));
    findings.looking(key, time, () -> checkNext(time, change));
    findings.looking(key, time, () -> checkEntry(time, change));
  }

  private void checkFind(long time, StoredChange change) {
    Optional<StoredVersion> found = reads.find(change.key(), time);
    if (found.isEmpty() || found.get().time() != time) {
      findings.version(
          change.key(),
          time,
          "it is in the change feed, but is not what is found as of that time: that is "
              + found
                  .map(other -> "the version at " + Timestamps.toInstant(other.time()))
                  .orElse("nothing"));
    } else if (!isSame(found.get(), change)) {
      findings.version(change.key(), time, "the change feed has another value than is found");
    }
  }

  private void checkHistory(long time, StoredChange change) {
    List<StoredVersion> versions = reads.versions(change.key(), time);
    Optional<StoredVersion> self = versions.stream().filter(v -> v.time() == time).findFirst();
    if (self.isEmpty()) {
      findings.version(
          change.key(), time, "it is in the change feed, but not in the history of the key");
    } else if (!isSame(self.get(), change)) {
      findings.version(
          change.key(), time, "the change feed has another value than the history of the key");
    }
    Optional<StoredVersion> previous = versions.stream().filter(v -> v.time() < time).findFirst();
    if (previous.isEmpty()) {
      keys++;
    } else {
      balance.add(Balance.VERSION, change.key(), previous.get().time());
    }
    long[] expected = versions.stream().mapToLong(StoredVersion::time).toArray();
    if (!Arrays.equals(expected, reads.times(change.key(), time))) {
      findings.version(
          change.key(), time, "the times of the key up to it are not those of its history");
    }
  }

  private void checkNext(long time, StoredChange change) {
    OptionalLong next = reads.next(change.key(), time);
    if (next.isPresent()) {
      balance.take(Balance.VERSION, change.key(), time);
    } else if (!change.deletion()) {
      balance.add(Balance.ENTRY, change.key(), time);
    }
  }

  private void checkEntry(long time, StoredChange change) {
    Optional<StoredEntry> entry = reads.entry(change.key(), time);
    if (entry.isPresent() == change.deletion()) {
      findings.version(
          change.key(),
          time,
          change.deletion()
              ? "it is a deletion, but the key is listed as of that time"
              : "the key has a value, but is not listed as of that time");
    } else if (entry.isPresent()
        && !(Arrays.equals(entry.get().key(), change.key())
            && entry.get().time() == time
            && Arrays.equals(entry.get().value(), change.value()))) {
      findings.version(change.key(), time, "the key is listed with another value as of that time");
    }
  }

  private static boolean isSame(StoredVersion version, StoredChange change) {
    return version.deletion() == change.deletion()
        && Arrays.equals(version.value(), change.value());
  }

  /** Returns how many versions had none of their key before them. */
  long keys() {
    return keys;
  }
}
