// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Change;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.KeyCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The digest of a model's history, written by rule 8.2 alone. */
final class ModelDigest {
  private static final Codec<String> VALUES = Codec.utf8();
  private static final Instant EPOCH = Instant.EPOCH;

  private final MessageDigest digest;
  private final KeyCodec<String> keys;

  private ModelDigest(KeyCodec<String> keys) throws NoSuchAlgorithmException {
    this.digest = MessageDigest.getInstance("SHA-256");
    this.keys = keys;
  }

  static String of(Model model, KeyCodec<String> keys, Instant through) {
    try {
      return new ModelDigest(keys).digest(model, through);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String digest(Model model, Instant through) {
    digest.update("ttkv-history-1\n".getBytes(StandardCharsets.US_ASCII));
    number(model.horizon);
    if (!model.horizon.equals(Instant.MIN)) {
      model
          .entries(model.horizon)
          .forEach(
              entry -> {
                digest.update((byte) 1);
                number(entry.since());
                bytes(keys.encode(entry.key()));
                bytes(VALUES.encode(entry.value()));
              });
    }
    for (Map.Entry<Instant, Optional<String>> commit :
        model.notes.headMap(through, true).entrySet()) {
      commit(model.commitAt(commit.getKey()));
    }
    digest.update((byte) 0);
    return HexFormat.of().formatHex(digest.digest());
  }

  private void commit(Commit<String, String> commit) {
    digest.update((byte) 2);
    number(commit.time());
    bytes(commit.note().map(note -> note.getBytes(StandardCharsets.UTF_8)));
    number(commit.changes().size());
    for (Change<String, String> change : commit.changes()) {
      bytes(keys.encode(change.key()));
      bytes(change.value().map(VALUES::encode));
    }
  }

  private void bytes(Optional<byte[]> bytes) {
    bytes.ifPresentOrElse(this::bytes, () -> number(-1));
  }

  private void bytes(byte[] bytes) {
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  private void number(Instant time) {
    long nanos =
        time.equals(Instant.MIN) ? Long.MIN_VALUE : Duration.between(EPOCH, time).toNanos();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(nanos).array());
  }
}
