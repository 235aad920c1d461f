// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a store of strings is to hold after commits, trims and erasures, in the plainest way. */
final class HistoryModel {
  private record Put(long time, String value) {}

  private record Commit(
      long time, NavigableMap<String, Optional<String>> changes, Optional<String> note) {}

  private final NavigableMap<String, Put> baseline = new TreeMap<>();
  private List<Commit> commits = new ArrayList<>();
  private long horizon = Timestamps.NONE;

  void commit(long time, Map<String, Optional<String>> changes, Optional<String> note) {
    commits.add(new Commit(time, new TreeMap<>(changes), note));
  }

  void trim(long time) {
    horizon = time;
    for (Commit commit : commits) {
      if (commit.time <= time) {
        commit.changes.forEach(
            (key, value) -> {
              baseline.remove(key);
              value.ifPresent(put -> baseline.put(key, new Put(commit.time, put)));
            });
      }
    }
    commits.removeIf(commit -> commit.time <= time);
  }

  /** Returns how many versions were erased. */
  long erase(Set<String> keys) {
    long versions = baseline.keySet().stream().filter(keys::contains).count();
    baseline.keySet().removeAll(keys);
    List<Commit> left = new ArrayList<>();
    for (Commit commit : commits) {
      int before = commit.changes.size();
      boolean touched = commit.changes.keySet().removeAll(keys);
      versions += before - commit.changes.size();
      if (!commit.changes.isEmpty()) {
        left.add(touched ? new Commit(commit.time, commit.changes, Optional.empty()) : commit);
      }
    }
    commits = left;
    return versions;
  }

  List<Long> times() {
    return commits.stream().map(Commit::time).toList();
  }

  /** Returns the times of the versions of a key after the horizon. */
  List<Long> times(String key) {
    return commits.stream()
        .filter(commit -> commit.changes.containsKey(key))
        .map(Commit::time)
        .toList();
  }

  Optional<String> get(String key, long asOf) {
    Optional<String> value = Optional.ofNullable(baseline.get(key)).map(Put::value);
    for (Commit commit : commits) {
      if (commit.time <= asOf && commit.changes.containsKey(key)) {
        value = commit.changes.getOrDefault(key, Optional.empty());
      }
    }
    return value;
  }

  /** Returns the digest as SPEC 8.2 says it. */
  String digest() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(new DataOutputStream(bytes));
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeBytes("ttkv-history-1\n");
    out.writeLong(horizon);
    for (Map.Entry<String, Put> held : baseline.entrySet()) {
      out.writeByte(1);
      out.writeLong(held.getValue().time);
      write(out, Optional.of(held.getKey()));
      write(out, Optional.of(held.getValue().value));
    }
    for (Commit commit : commits) {
      out.writeByte(2);
      out.writeLong(commit.time);
      write(out, commit.note);
      out.writeInt(commit.changes.size());
      for (Map.Entry<String, Optional<String>> change : commit.changes.entrySet()) {
        write(out, Optional.of(change.getKey()));
        write(out, change.getValue());
      }
    }
    out.writeByte(0);
  }

  private static void write(DataOutputStream out, Optional<String> text) throws IOException {
    if (text.isEmpty()) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.get().getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
