// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;

/** Digests a history, byte by byte as SPEC 8.2 says. */
final class HistoryDigest {
  private static final byte[] BEGINNING = "ttkv-history-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int END = 0;
  private static final int BASELINE = 1;
  private static final int COMMIT = 2;
  private static final int NONE = -1;

  private final DataOutputStream out;

  private HistoryDigest(DataOutputStream out) {
    this.out = out;
  }

  static String of(EngineStore<?, ?> store, long through) {
    MessageDigest digest = sha256();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      new HistoryDigest(out).write(store, through);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written anywhere
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void write(EngineStore<?, ?> store, long through) throws IOException {
    ReadGuard guard = store.guard().at(through);
    long horizon = guard.horizon();
    out.write(BEGINNING);
    out.writeLong(horizon);
    if (horizon != Timestamps.NONE) {
      Iterator<StoredEntry> baseline = store.entries(ByteRange.ALL, horizon, Order.ASCENDING);
      while (baseline.hasNext()) {
        StoredEntry entry = baseline.next();
        out.writeByte(BASELINE);
        out.writeLong(entry.time());
        bytes(entry.key());
        bytes(entry.value());
      }
    }
    Iterator<StoredCommit> commits = store.commits(horizon, through, Order.ASCENDING);
    while (commits.hasNext()) {
      write(commits.next());
    }
    guard.passed(horizon, out).writeByte(END);
  }

  private void write(StoredCommit commit) throws IOException {
    out.writeByte(COMMIT);
    out.writeLong(commit.time());
    if (commit.note().isPresent()) {
      bytes(commit.note().get());
    } else {
      out.writeInt(NONE);
    }
    out.writeInt(commit.changes().size());
    for (StoredChange change : commit.changes()) {
      bytes(change.key());
      if (change.deletion()) {
        out.writeInt(NONE);
      } else {
        bytes(change.value());
      }
    }
  }

  private void bytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
