// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Verification;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Verifies an engine (SPEC 7.3): walks the change feed, in which each commit says which one came
 * before it, and compares every version in it with what the other reads say.
 *
 * <p>What no version of the feed leads to is found by counting: from each version its key's history
 * leads to the one before and the one behind, so if all versions are in the feed too, the same ones
 * are led to as lead on. Only if they are not, a second walk looks for which they are.
 */
final class Verifier {
  private static final int VERSIONS_A_REPORT = 1_000;

  private final Engine engine;
  private final Head head;
  private final Findings findings;
  private final KeyReads reads;
  private final Balance balance = new Balance();
  private final VersionCheck versionCheck;
  private final LongConsumer progress;
  private long last = Timestamps.NONE;
  private boolean lastIsKnown = true;
  private long commits;
  private long versions;

  Verifier(String location, Engine engine, LongConsumer progress) {
    this.engine = engine;
    this.progress = progress;
    this.head = engine.head();
    this.findings = new Findings(location, engine);
    this.reads = new KeyReads(engine, head.horizon(), head.watermark());
    this.versionCheck = new VersionCheck(reads, findings, balance);
  }

  Verification verify() {
    checkEngine();
    if (head.lastCommit() > head.watermark()) {
      findings.commit(head.lastCommit(), "the newest commit is after the watermark");
    }
    checkBaseline();
    new CommitWalk(engine, head.horizon(), head.watermark()).forEachRemaining(this::check);
    if (lastIsKnown && last != head.lastCommit()) {
      findings.commit(
          last, "it is the last one of the change feed, but the newest is to be " + at(head));
    }
    new EntryWalk(engine, head.watermark(), findings)
        .forEach(entry -> balance.take(Balance.ENTRY, entry.key(), entry.time()));
    new TimesWalk(engine, head.horizon(), head.watermark(), findings).forEach(balance::takeCommit);
    if (!balance.isEven()) {
      new ImbalanceSearch(engine, head, reads, findings, balance).run();
    }
    progress.accept(versions);
    return new Verification(
        Timestamps.toInstant(head.watermark()),
        commits,
        versions,
        versionCheck.keys(),
        findings.found(),
        findings.kept());
  }

  private void checkEngine() {
    try {
      engine.verify(findings);
    } catch (TimeTravelStoreException e) {
      engine.head(); // throws if nothing at all can be read
      findings.failure(e);
    }
  }

  /** Looks at the versions that hold at the horizon, to which no commit leads. */
  private void checkBaseline() {
    Retained.Baseline[] read = {new Retained.Baseline(0, 0)};
    if (head.horizon() != Timestamps.NONE) {
      new EntryWalk(engine, head.horizon(), findings)
          .forEach(
              entry -> {
                read[0] = read[0].with(entry.key(), entry.time());
                check(entry.time(), new StoredChange(entry.key(), false, entry.value()));
              });
    }
    Retained.Baseline expected = head.retained().baseline();
    if (!read[0].equals(expected)) {
      findings.store(
          "%d versions hold at the horizon %s, but it is to be %s%d"
              .formatted(
                  read[0].versions(),
                  Timestamps.toInstant(head.horizon()),
                  read[0].versions() == expected.versions() ? "others, also " : "",
                  expected.versions()));
    }
  }

  private void check(CommitWalk.Step step) {
    if (step instanceof CommitWalk.Step.Whole whole) {
      check(whole.commit());
    } else if (step instanceof CommitWalk.Step.Damaged damaged) {
      findings.failure(damaged.time(), damaged.failure());
      balance.addCommit(damaged.time());
      last = damaged.time();
      lastIsKnown = true;
    } else if (step instanceof CommitWalk.Step.Gap gap) {
      findings.failure(gap.failure());
      lastIsKnown = false;
    }
  }

  private void check(StoredCommit commit) {
    checkChain(commit);
    balance.addCommit(commit.time());
    commits++;
    if (commit.changes().isEmpty()) {
      findings.commit(commit.time(), "it has no changes");
    }
    for (int i = 0; i < commit.changes().size(); i++) {
      StoredChange change = commit.changes().get(i);
      if (i > 0 && Arrays.compareUnsigned(commit.changes().get(i - 1).key(), change.key()) >= 0) {
        findings.version(change.key(), commit.time(), "it is not in the order of the keys");
      }
      check(commit.time(), change);
    }
  }

  private void check(long time, StoredChange change) {
    versionCheck.check(time, change);
    if (++versions % VERSIONS_A_REPORT == 0) {
      progress.accept(versions);
    }
  }

  private void checkChain(StoredCommit commit) {
    if (commit.time() <= last || commit.time() > head.watermark()) {
      findings.commit(commit.time(), "it is not in the order of the change feed");
    } else if (lastIsKnown && commit.previous() != last) {
      findings.commit(
          commit.time(),
          commit.previous() > last
              ? "the commit before it is missing, that at "
                  + Timestamps.toInstant(commit.previous())
              : "it says that the one before it is that at "
                  + Timestamps.toInstant(commit.previous())
                  + ", but it is that at "
                  + Timestamps.toInstant(last));
    }
    last = commit.time();
    lastIsKnown = true;
  }

  private static String at(Head head) {
    return head.lastCommit() == Timestamps.NONE
        ? "none"
        : "that at " + Timestamps.toInstant(head.lastCommit());
  }
}
