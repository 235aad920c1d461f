// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.DamagedStoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionRecordTest {
  private static final byte[] KEY = {'k', 0, (byte) 0xFF};
  private static final byte[] VALUE = {1, 2, 3};
  private static final long TIME = 1_700_000_000_000_000_000L;

  private static final List<VersionRecord> RECORDS =
      List.of(
          new VersionRecord(false, VALUE, Optional.empty()),
          new VersionRecord(false, new byte[0], Optional.empty()),
          new VersionRecord(true, new byte[0], Optional.empty()),
          record(new VersionRecord.Head(TIME - 1, 1, Optional.empty())),
          record(new VersionRecord.Head(Timestamps.NONE, 2, Optional.empty())),
          record(new VersionRecord.Head(Timestamps.FIRST, Integer.MAX_VALUE, note(""))),
          record(new VersionRecord.Head(TIME - 5_000_000_000L, 1, note("who, why"))),
          record(new VersionRecord.Head(TIME - 300, 128, note("x".repeat(1000)))));

  private static VersionRecord record(VersionRecord.Head head) {
    return new VersionRecord(false, VALUE, Optional.of(head));
  }

  private static Optional<byte[]> note(String text) {
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void record_encodedAndDecoded_isTheSame() {
    for (VersionRecord record : RECORDS) {
      VersionRecord back = VersionRecord.decode("store", KEY, TIME, record.encode(KEY, TIME));
      assertThat(back).usingRecursiveComparison().isEqualTo(record);
    }
  }

  @Test
  void record_ofTimesAtTheEdges_isTheSame() {
    for (long time : List.of(Timestamps.FIRST, -1L, 0L, Timestamps.LAST)) {
      VersionRecord record = record(new VersionRecord.Head(Timestamps.NONE, 1, Optional.empty()));
      assertThat(VersionRecord.decode("store", KEY, time, record.encode(KEY, time)))
          .usingRecursiveComparison()
          .isEqualTo(record);
    }
  }

  @Test
  void record_withAnyBitFlipped_isDamaged() {
    for (VersionRecord record : RECORDS) {
      byte[] bytes = record.encode(KEY, TIME);
      for (int bit = 0; bit < 8 * Math.min(bytes.length, 64); bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> VersionRecord.decode("store", KEY, TIME, flipped))
            .isInstanceOf(DamagedStoreException.class)
            .hasMessageContaining("store")
            .hasMessageContaining("2023-11-14T22:13:20Z");
      }
    }
  }

  @Test
  void record_cutShort_isDamaged() {
    byte[] bytes = RECORDS.get(6).encode(KEY, TIME);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> VersionRecord.decode("store", KEY, TIME, cut))
          .isInstanceOf(DamagedStoreException.class);
    }
  }

  @Test
  void record_foundUnderAnotherKeyOrTime_isDamaged() {
    byte[] bytes = RECORDS.get(0).encode(KEY, TIME);
    assertThatThrownBy(() -> VersionRecord.decode("store", new byte[] {'k'}, TIME, bytes))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("'k'");
    assertThatThrownBy(() -> VersionRecord.decode("store", KEY, TIME + 1, bytes))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("0x6b00ff");
  }

  @Test
  void record_ofACommitOfOneChange_costsTwelveBytesBesideTheValue() {
    VersionRecord record =
        record(new VersionRecord.Head(TIME - 1_000_000_000L, 1, Optional.empty()));
    assertThat(record.encode(KEY, TIME)).hasSizeLessThanOrEqualTo(VALUE.length + 12);
  }
}
