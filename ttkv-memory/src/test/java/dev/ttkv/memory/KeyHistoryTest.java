// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredVersion;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
  private static final byte[] KEY = {7};

  private final KeyHistory history = new KeyHistory(KEY, 0);

  @Test
  void append_beyondTheArrays_keepsAllThatWentBefore() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(put(10L * i, i)).isEqualTo(i);
      assertThat(history.countThrough(Long.MAX_VALUE)).isEqualTo(i + 1);
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(history.time(i)).isEqualTo(10L * i);
      assertThat(history.value(i)).containsExactly(i >> 8, i);
    }
  }

  @Test
  void countThrough_atAndBesideEachTime_countsInclusively() {
    for (int size = 0; size < 40; size++) {
      for (int i = 0; i < size; i++) {
        assertThat(history.countThrough(10L * i - 1)).isEqualTo(i);
        assertThat(history.countThrough(10L * i)).isEqualTo(i + 1);
        assertThat(history.countThrough(10L * i + 1)).isEqualTo(i + 1);
      }
      assertThat(history.countThrough(Long.MIN_VALUE)).isZero();
      put(10L * size, size);
    }
  }

  @Test
  void version_ofADeletion_hasNoValue() {
    put(1, 1);
    history.append(2, new StoredChange(KEY, true, new byte[0]));

    StoredVersion version = history.version(1);

    assertThat(version.deletion()).isTrue();
    assertThat(version.value()).isEmpty();
    assertThat(history.isDeletion(0)).isFalse();
  }

  @Test
  void version_ofAnEmptyValueOnceReadFromADeletion_isAPut() {
    history.append(1, new StoredChange(KEY, true, new byte[0]));
    history.append(2, new StoredChange(KEY, false, history.value(0)));

    assertThat(history.isDeletion(0)).isTrue();
    assertThat(history.isDeletion(1)).isFalse();
  }

  @Test
  void dropAfter_someTime_leavesWhatIsNotLater() {
    put(1, 1);
    put(2, 2);
    put(3, 3);

    history.dropAfter(1);

    assertThat(history.countThrough(Long.MAX_VALUE)).isEqualTo(1);
    assertThat(put(4, 4)).isEqualTo(1);
    assertThat(history.countThrough(3)).isEqualTo(1);
    assertThat(history.value(1)).containsExactly(0, 4);
  }

  private int put(long time, int number) {
    byte[] value = {(byte) (number >> 8), (byte) number};
    return history.append(time, new StoredChange(KEY, false, value));
  }
}
