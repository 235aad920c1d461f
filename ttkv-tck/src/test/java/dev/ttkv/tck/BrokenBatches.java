// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.ConflictException;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Backends that do something else with a batch than is asked for. */
final class BrokenBatches {
  private BrokenBatches() {}

  static List<Broken> all() {
    return List.of(
        committing(
            "lets the last change of a key win",
            (store, batch) -> {
              Map<Object, Change<Object, Object>> last = new LinkedHashMap<>();
              batch.changes().forEach(change -> last.put(change.key(), change));
              Batch<Object, Object> merged = Batch.create();
              last.values().forEach(change -> add(merged, change));
              return store.commit(conditions(batch, merged));
            }),
        committing(
            "takes an empty batch for done",
            (store, batch) -> batch.changes().isEmpty() ? Optional.empty() : store.commit(batch)),
        committing(
            "refuses batches of many changes",
            (store, batch) -> {
              if (batch.changes().size() > 999) {
                throw new IllegalArgumentException("more than 999 changes");
              }
              return store.commit(batch);
            }),
        committing(
            "commits the changes of a batch one by one",
            (store, batch) -> {
              if (batch.time().isPresent() || batch.changes().size() < 2) {
                return store.commit(batch);
              }
              Optional<Instant> time = Optional.empty();
              for (Change<Object, Object> change : batch.changes()) {
                Batch<Object, Object> one = add(Batch.create(), change);
                Optional<Instant> next =
                    store.commit(time.isEmpty() ? conditions(batch, one) : one);
                time = next.isPresent() ? next : time;
              }
              return time;
            }),
        committing("ignores conditions", (store, batch) -> store.commit(withoutConditions(batch))),
        committing(
            "looks at the first condition only",
            (store, batch) -> {
              Batch<Object, Object> first = withoutConditions(batch);
              batch.conditions().stream().limit(1).forEach(condition -> add(first, condition));
              return store.commit(first);
            }),
        committing(
            "takes a deleted key for one that is there",
            (store, batch) -> {
              Batch<Object, Object> strict = withoutConditions(batch);
              batch
                  .conditions()
                  .forEach(
                      condition ->
                          strict.ifUnchangedSince(
                              condition.key(), condition.unchangedSince().orElse(Instant.MIN)));
              return store.commit(strict);
            }),
        committing(
            "does not know who won",
            (store, batch) -> {
              try {
                return store.commit(batch);
              } catch (ConflictException e) {
                throw new ConflictException(String.valueOf(e.getMessage()), Instant.EPOCH);
              }
            }),
        committing(
            "writes in spite of a conflict",
            (store, batch) -> {
              try {
                return store.commit(batch);
              } catch (ConflictException e) {
                store.commit(withoutConditions(batch));
                throw e;
              }
            }));
  }

  /** How a broken store commits a batch. */
  @FunctionalInterface
  private interface Committing {
    Optional<Instant> commit(TimeTravelStore<Object, Object> store, Batch<Object, Object> batch);
  }

  private static Broken committing(String name, Committing committing) {
    return Broken.store(
        name,
        store ->
            new ForwardingStore(store) {
              @Override
              public Optional<Instant> commit(Batch<Object, Object> batch) {
                return committing.commit(good, Objects.requireNonNull(batch, "batch"));
              }
            });
  }

  private static Batch<Object, Object> withoutConditions(Batch<Object, Object> batch) {
    Batch<Object, Object> copy = Batch.create();
    batch.changes().forEach(change -> add(copy, change));
    batch.time().ifPresent(copy::at);
    batch.note().ifPresent(copy::note);
    return copy;
  }

  /** Returns a batch without its time. */
  static Batch<Object, Object> copy(Batch<Object, Object> batch) {
    Batch<Object, Object> copy = Batch.create();
    batch.changes().forEach(change -> add(copy, change));
    batch.conditions().forEach(condition -> add(copy, condition));
    batch.note().ifPresent(copy::note);
    return copy;
  }

  /** Adds all but the changes of a batch to another one. */
  private static Batch<Object, Object> conditions(
      Batch<Object, Object> batch, Batch<Object, Object> other) {
    batch.conditions().forEach(condition -> add(other, condition));
    batch.time().ifPresent(other::at);
    batch.note().ifPresent(other::note);
    return other;
  }

  private static Batch<Object, Object> add(
      Batch<Object, Object> batch, Change<Object, Object> change) {
    return change.value().isPresent()
        ? batch.put(change.key(), change.value().get())
        : batch.delete(change.key());
  }

  private static void add(Batch<Object, Object> batch, Batch.Condition<Object> condition) {
    condition
        .unchangedSince()
        .ifPresentOrElse(
            time -> batch.ifUnchangedSince(condition.key(), time),
            () -> batch.ifAbsent(condition.key()));
  }
}
