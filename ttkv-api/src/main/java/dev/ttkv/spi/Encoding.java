// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.KeyRange;
import dev.ttkv.TimeTravelStoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns what a user gives into what an engine takes, within its limits, and back. */
final class Encoding<K, V> {
  private final String location;
  private final KeyCodec<K> keys;
  private final Codec<V> values;
  private final Limits limits;

  Encoding(String location, KeyCodec<K> keys, Codec<V> values, Limits limits) {
    this.location = location;
    this.keys = Objects.requireNonNull(keys, "keys");
    this.values = Objects.requireNonNull(values, "values");
    this.limits = limits;
  }

  /** Returns what stands for a key in messages: of an array what is in it. */
  static Object name(Object key) {
    return key instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : key;
  }

  byte[] key(K key) {
    return keys.encode(Objects.requireNonNull(key, "key"));
  }

  K key(byte[] bytes) {
    try {
      return keys.decode(bytes);
    } catch (RuntimeException e) {
      throw new TimeTravelStoreException(
          "%s: the codec %s cannot decode a key: %s".formatted(location, keys.name(), e), e);
    }
  }

  V value(Object key, long time, byte[] bytes) {
    try {
      return values.decode(bytes);
    } catch (RuntimeException e) {
      throw new TimeTravelStoreException(
          "%s: the codec %s cannot decode the value of key %s at %s: %s"
              .formatted(location, values.name(), name(key), Timestamps.toInstant(time), e),
          e);
    }
  }

  StoredChange put(K key, V value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    byte[] bytes = values.encode(value);
    if (bytes.length > limits.valueBytes()) {
      throw tooLarge("the value of key " + name(key), bytes.length, limits.valueBytes(), "bytes");
    }
    return new StoredChange(keyToWrite(key), false, bytes);
  }

  StoredChange deletion(K key) {
    return new StoredChange(keyToWrite(key), true, new byte[0]);
  }

  CommitRequest request(Batch<K, V> batch) {
    List<Change<K, V>> given = batch.changes();
    if (given.isEmpty()) {
      throw new IllegalArgumentException(location + ": an empty batch; add a change");
    }
    if (given.size() > limits.commitChanges()) {
      throw tooLarge("a commit", given.size(), limits.commitChanges(), "changes");
    }
    Optional<byte[]> note = batch.note().map(text -> text.getBytes(StandardCharsets.UTF_8));
    long bytes = note.map(b -> b.length).orElse(0);
    List<StoredChange> changes = new ArrayList<>(given.size());
    for (Change<K, V> change : given) {
      StoredChange stored =
          change.value().isPresent()
              ? put(change.key(), change.value().get())
              : deletion(change.key());
      changes.add(stored);
      bytes += stored.key().length + stored.value().length;
      if (bytes > limits.commitBytes()) {
        throw tooLarge("a commit", bytes, limits.commitBytes(), "bytes");
      }
    }
    changes.sort((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
    for (int i = 1; i < changes.size(); i++) {
      if (Arrays.equals(changes.get(i - 1).key(), changes.get(i).key())) {
        throw new IllegalArgumentException(
            "%s: a batch touches each key once, this one touches %s twice"
                .formatted(location, name(key(changes.get(i).key()))));
      }
    }
    List<CommitRequest.Condition> conditions = new ArrayList<>();
    for (Batch.Condition<K> condition : batch.conditions()) {
      OptionalLong since =
          condition.unchangedSince().isPresent()
              ? OptionalLong.of(Timestamps.clamp(condition.unchangedSince().get()))
              : OptionalLong.empty();
      conditions.add(
          new CommitRequest.Condition(key(condition.key()), since, name(condition.key())));
    }
    Optional<Instant> time = batch.time();
    return CommitRequest.commit(
        changes,
        conditions,
        time.isPresent() ? OptionalLong.of(Timestamps.exact(time.get())) : OptionalLong.empty(),
        note);
  }

  ByteRange range(KeyRange<K> range) {
    if (range.prefix().isPresent()) {
      return ByteRange.startingWith(key(range.prefix().get()));
    }
    byte[] from = range.from().isPresent() ? key(range.from().get()) : new byte[0];
    Optional<byte[]> to = range.to().map(this::key);
    return new ByteRange(
        range.from().isEmpty() || range.fromInclusive() ? from : ByteRange.successor(from),
        range.toInclusive() ? to.map(ByteRange::successor) : to);
  }

  private byte[] keyToWrite(K key) {
    byte[] bytes = key(key);
    if (bytes.length > limits.keyBytes()) {
      throw tooLarge("a key", bytes.length, limits.keyBytes(), "bytes");
    }
    return bytes;
  }

  private IllegalArgumentException tooLarge(String what, long size, long limit, String unit) {
    return new IllegalArgumentException(
        "%s: %s has %d %s, more than the limit of %d; nothing was written"
            .formatted(location, what, size, unit, limit));
  }
}
