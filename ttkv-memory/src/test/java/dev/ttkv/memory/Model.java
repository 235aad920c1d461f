// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Order;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** An engine that answers by walking all commits, in words. */
final class Model {
  private final List<StoredCommit> commits = new ArrayList<>();

  void append(StoredCommit commit) {
    commits.add(commit);
  }

  List<String> versions(byte[] key, long after, long through, Order order) {
    List<String> versions = new ArrayList<>();
    for (StoredCommit commit : commits) {
      for (StoredChange change : commit.changes()) {
        if (Arrays.equals(change.key(), key) && after < commit.time() && commit.time() <= through) {
          versions.add(version(commit.time(), change));
        }
      }
    }
    return inOrder(versions, order);
  }

  List<String> entries(ByteRange range, long asOf, Order order) {
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    commits.forEach(commit -> commit.changes().forEach(change -> keys.add(change.key())));
    List<String> entries = new ArrayList<>();
    for (byte[] key : keys) {
      List<String> versions = versions(key, Long.MIN_VALUE, asOf, Order.DESCENDING);
      if (range.contains(key) && !versions.isEmpty() && !versions.get(0).endsWith("deleted")) {
        entries.add(HexFormat.of().formatHex(key) + " " + versions.get(0));
      }
    }
    return inOrder(entries, order);
  }

  List<String> commits(long after, long through, Order order) {
    List<String> found = new ArrayList<>();
    for (StoredCommit commit : commits) {
      if (after < commit.time() && commit.time() <= through) {
        found.add(show(commit));
      }
    }
    return inOrder(found, order);
  }

  long[] times(long after, long through, Order order) {
    List<Long> times = new ArrayList<>();
    for (StoredCommit commit : commits) {
      if (after < commit.time() && commit.time() <= through) {
        times.add(commit.time());
      }
    }
    return inOrder(times, order).stream().mapToLong(Long::longValue).toArray();
  }

  long[] times(byte[] key, long after, long through, Order order) {
    return versions(key, after, through, order).stream()
        .mapToLong(version -> Long.parseLong(version.substring(0, version.indexOf(':'))))
        .toArray();
  }

  static String show(StoredVersion version) {
    return version(
        version.time(), new StoredChange(new byte[0], version.deletion(), version.value()));
  }

  static String show(StoredEntry entry) {
    return HexFormat.of().formatHex(entry.key())
        + " "
        + version(entry.time(), new StoredChange(entry.key(), false, entry.value()));
  }

  static String show(StoredCommit commit) {
    StringBuilder text = new StringBuilder();
    text.append(commit.time()).append(" after ").append(commit.previous());
    text.append(commit.note().map(note -> " noted " + HexFormat.of().formatHex(note)).orElse(""));
    for (StoredChange change : commit.changes()) {
      text.append(", ").append(HexFormat.of().formatHex(change.key())).append(' ');
      text.append(version(commit.time(), change));
    }
    return text.toString();
  }

  private static String version(long time, StoredChange change) {
    return time
        + ": "
        + (change.deletion() ? "deleted" : "put " + HexFormat.of().formatHex(change.value()));
  }

  private static <T> List<T> inOrder(List<T> list, Order order) {
    if (order == Order.DESCENDING) {
      Collections.reverse(list);
    }
    return list;
  }
}
