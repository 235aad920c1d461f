// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  private final KeyIndex index = new KeyIndex();

  @Test
  void find_afterGrowth_findsEachOfManyKeys() {
    List<KeyHistory> added = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      added.add(add(("key " + i).getBytes(UTF_8)));
    }

    assertThat(added).allSatisfy(history -> assertThat(find(history.key)).isSameAs(history));
  }

  @Test
  void find_keysThatDifferInLengthOnly_tellsThemApart() {
    List<KeyHistory> added = new ArrayList<>();
    for (int length = 0; length < 40; length++) {
      added.add(add(new byte[length]));
    }

    assertThat(added).allSatisfy(history -> assertThat(find(history.key)).isSameAs(history));
  }

  @Test
  void find_keysThatDifferInOneByte_tellsThemApart() {
    List<KeyHistory> added = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] key = new byte[20];
      key[i] = -1;
      added.add(add(key));
    }

    assertThat(added).allSatisfy(history -> assertThat(find(history.key)).isSameAs(history));
  }

  @Test
  void find_keyThatWasNotAdded_isNone() {
    add(new byte[] {1});

    assertThat(find(new byte[] {2})).isSameAs(KeyHistory.NONE);
    assertThat(find(new byte[0])).isSameAs(KeyHistory.NONE);
  }

  @Test
  void find_keyWithTheHashOfAnother_isNone() {
    byte[] key = {1};
    index.add(new KeyHistory(new byte[] {2}, KeyIndex.hash(key)));

    assertThat(find(key)).isSameAs(KeyHistory.NONE);
  }

  @Test
  void hash_ofKeysInARow_spreadsOverTheLowBits() {
    long distinct =
        IntStream.range(0, 1 << 12)
            .map(i -> KeyIndex.hash(String.format("%016d", i).getBytes(UTF_8)) & 0xFFFF)
            .distinct()
            .count();

    assertThat(distinct).isGreaterThan(3_600); // 3,970 of 4,096 on average if they are random
  }

  private KeyHistory add(byte[] key) {
    KeyHistory history = new KeyHistory(key, KeyIndex.hash(key));
    index.add(history);
    return history;
  }

  private KeyHistory find(byte[] key) {
    return index.find(key.clone());
  }
}
