// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.ConflictException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.TimeTravelStoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides what a group of requests appends: each sees what those before it in the group do, gets
 * its own timestamp, and fails by itself. It can be asked again; the last answer counts.
 */
final class GroupDecision implements Engine.Decision {
  private final Committer committer;
  private final List<CommitRequest> group;
  private final Map<ByteBuffer, StoredVersion> decided = new HashMap<>();
  private final List<StoredCommit> commits = new ArrayList<>();
  private long watermark;
  private long lastCommit;
  private long horizon = Timestamps.NONE;

  GroupDecision(Committer committer, List<CommitRequest> group) {
    this.committer = committer;
    this.group = group;
  }

  @Override
  public Engine.Append decide(Head head, EngineReader reader) {
    decided.clear();
    commits.clear();
    watermark = head.watermark();
    lastCommit = head.lastCommit();
    horizon = head.horizon();
    for (CommitRequest request : group) {
      request.committed = OptionalLong.empty();
      request.failure = Optional.empty();
      try {
        if (request.settle.isPresent()) {
          settle(request, request.settle.get());
        } else {
          commit(request, reader);
        }
      } catch (RuntimeException e) {
        request.failure = Optional.of(e);
      }
      request.watermark = watermark;
    }
    return new Engine.Append(commits, watermark);
  }

  private void settle(CommitRequest request, Instant time) {
    Instant now = committer.clock().instant();
    if (time.isAfter(now)) {
      throw new IllegalArgumentException(
          "%s: only a time that is not after the clock can be settled: %s is after %s"
              .formatted(committer.location(), time, now));
    }
    long nanos = Timestamps.clamp(time);
    if (nanos > watermark) {
      watermark = nanos;
      request.committed = OptionalLong.of(nanos);
    }
  }

  private void commit(CommitRequest request, EngineReader reader) {
    if (request.time.isPresent() && request.time.getAsLong() <= watermark) {
      Instant time = Timestamps.toInstant(request.time.getAsLong());
      Instant settled = Timestamps.toInstant(watermark);
      throw new NotAfterWatermarkException(
          "%s: a commit at %s would change what is settled: the watermark is %s; nothing was written"
              .formatted(committer.location(), time, settled),
          time,
          settled);
    }
    for (CommitRequest.Condition condition : request.conditions) {
      checkHorizon(condition);
      check(condition, newest(condition.key(), reader));
    }
    List<StoredChange> effective = effective(request.changes, reader);
    if (effective.isEmpty()) {
      return;
    }
    long time = stamp(request.time);
    commits.add(new StoredCommit(time, lastCommit, effective, request.note));
    if (group.size() > 1) {
      for (StoredChange change : effective) {
        decided.put(
            ByteBuffer.wrap(change.key()),
            new StoredVersion(time, change.deletion(), change.value()));
      }
    }
    watermark = time;
    lastCommit = time;
    request.committed = OptionalLong.of(time);
  }

  private void checkHorizon(CommitRequest.Condition condition) {
    OptionalLong since = condition.unchangedSince();
    if (since.isPresent() && since.getAsLong() < horizon) {
      throw new HistoryTrimmedException(
          "%s: whether key %s has changed since %s cannot be told, the horizon is %s; nothing was written"
              .formatted(
                  committer.location(),
                  condition.name(),
                  Timestamps.toInstant(since.getAsLong()),
                  Timestamps.toInstant(horizon)),
          Timestamps.toInstant(horizon));
    }
  }

  private void check(CommitRequest.Condition condition, Optional<StoredVersion> newest) {
    if (newest.isEmpty()) {
      return;
    }
    StoredVersion version = newest.get();
    boolean holds =
        condition.unchangedSince().isPresent()
            ? version.time() <= condition.unchangedSince().getAsLong()
            : version.deletion();
    if (!holds) {
      Instant winner = Timestamps.toInstant(version.time());
      throw new ConflictException(
          condition.unchangedSince().isPresent()
              ? "%s: key %s was changed at %s, after %s; nothing was written"
                  .formatted(
                      committer.location(),
                      condition.name(),
                      winner,
                      Timestamps.toInstant(condition.unchangedSince().getAsLong()))
              : "%s: key %s has a value since %s; nothing was written"
                  .formatted(committer.location(), condition.name(), winner),
          winner);
    }
  }

  private List<StoredChange> effective(List<StoredChange> changes, EngineReader reader) {
    List<StoredChange> effective = changes;
    for (int i = 0; i < changes.size(); i++) {
      StoredChange change = changes.get(i);
      boolean keep =
          !change.deletion() || newest(change.key(), reader).filter(v -> !v.deletion()).isPresent();
      if (effective != changes) {
        if (keep) {
          effective.add(change);
        }
      } else if (!keep) {
        effective = new ArrayList<>(changes.subList(0, i));
      }
    }
    return effective;
  }

  private Optional<StoredVersion> newest(byte[] key, EngineReader reader) {
    StoredVersion version = decided.get(ByteBuffer.wrap(key));
    return version != null ? Optional.of(version) : reader.find(key, Timestamps.LAST);
  }

  private long stamp(OptionalLong given) {
    if (given.isEmpty() && watermark == Timestamps.LAST) {
      throw new TimeTravelStoreException(
          "%s: no timestamp is left after the watermark %s; nothing was written"
              .formatted(committer.location(), Timestamps.toInstant(watermark)));
    }
    Instant now = committer.clock().instant();
    long clock = Timestamps.clamp(now);
    if (given.isEmpty() && now.isAfter(Timestamps.toInstant(Timestamps.LAST))) {
      throw new TimeTravelStoreException(
          "%s: the clock says %s, which is after every timestamp; nothing was written"
              .formatted(committer.location(), now));
    }
    long time = given.orElse(Math.max(clock, watermark + 1));
    if (time > clock) {
      Instant stamp = Timestamps.toInstant(time);
      Duration lead = Duration.between(now, stamp);
      if (committer.maxLead().filter(most -> lead.compareTo(most) > 0).isPresent()) {
        throw new TimeTravelStoreException(
            "%s: the commit's time %s would be %s ahead of the clock, more than %s; nothing was written"
                .formatted(committer.location(), stamp, lead, committer.maxLead().get()));
      }
      if (given.isEmpty()) {
        committer.warnOfLead(lead);
      }
    }
    return time;
  }
}
