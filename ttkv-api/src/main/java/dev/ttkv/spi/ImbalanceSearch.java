// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Looks for what keeps a {@link Balance} from being even: what is in a history, among the entries
 * or among the times and not in the change feed, or the other way round.
 */
final class ImbalanceSearch {
  private final EngineReader reader;
  private final Head head;
  private final KeyReads reads;
  private final Findings findings;
  private final Balance balance;

  ImbalanceSearch(
      EngineReader reader, Head head, KeyReads reads, Findings findings, Balance balance) {
    this.reader = reader;
    this.head = head;
    this.reads = reads;
    this.findings = findings;
    this.balance = balance;
  }

  void run() {
    new EntryWalk(reader, head.horizon(), findings)
        .forEach(
            entry -> search(entry.time(), new StoredChange(entry.key(), false, entry.value())));
    new CommitWalk(reader, head.horizon(), head.watermark())
        .forEachRemaining(
            step -> {
              if (step instanceof CommitWalk.Step.Whole whole) {
                search(whole.commit());
              }
            });
    new EntryWalk(reader, head.watermark(), findings).forEach(this::search);
    new TimesWalk(reader, head.horizon(), head.watermark(), findings).forEach(this::searchCommit);
    if (findings.found() == 0) {
      findings.store(
          "the change feed does not have the same versions as the histories of the keys");
    }
  }

  private void search(StoredCommit commit) {
    long time = commit.time();
    if (balance.isOffAt(time)) {
      findings.looking(time, () -> searchTime(time));
    }
    commit.changes().forEach(change -> search(time, change));
  }

  private void search(long time, StoredChange change) {
    byte[] key = change.key();
    if (balance.isOff(Balance.VERSION, key)) {
      findings.looking(key, time, () -> searchNeighbours(key, time));
    }
    if (balance.isOff(Balance.ENTRY, key)) {
      findings.looking(key, time, () -> searchEntry(time, change));
    }
  }

  private void searchTime(long time) {
    long[] times = reader.times(time - 1, time, Order.ASCENDING, 1);
    if (times.length == 0 || times[0] != time) {
      findings.commit(time, "it is in the change feed, but its time is not among the times");
    }
  }

  private void searchNeighbours(byte[] key, long time) {
    for (StoredVersion version : reads.versions(key, time)) {
      if (version.time() != time) {
        searchInFeed(key, version.time());
      }
    }
    OptionalLong next = reads.next(key, time);
    if (next.isPresent()) {
      searchInFeed(key, next.getAsLong());
    }
  }

  private void searchInFeed(byte[] key, long time) {
    findings.looking(
        key,
        time,
        () -> {
          if (!reads.isInFeed(key, time)) {
            findings.version(key, time, "it is in the history of the key, but in no commit");
          }
        });
  }

  private void searchEntry(long time, StoredChange change) {
    if (reads.next(change.key(), time).isPresent()) {
      return;
    }
    Optional<StoredEntry> entry = reads.entry(change.key(), head.watermark());
    if (entry.isPresent() == change.deletion()
        || (entry.isPresent() && entry.get().time() != time)) {
      findings.version(
          change.key(),
          time,
          "it is the newest version of the key, but not what the key is listed with");
    }
  }

  private void search(StoredEntry entry) {
    if (balance.isOff(Balance.ENTRY, entry.key())) {
      findings.looking(
          entry.key(),
          entry.time(),
          () -> {
            if (!reads.isInFeed(entry.key(), entry.time())) {
              findings.version(
                  entry.key(), entry.time(), "the key is listed with it, but it is in no commit");
            }
          });
    }
  }

  private void searchCommit(long time) {
    if (balance.isOffAt(time)) {
      findings.looking(
          time,
          () -> {
            if (reads.commit(time).isEmpty()) {
              findings.commit(
                  time, "its time is among the times, but it is not in the change feed");
            }
          });
    }
  }
}
