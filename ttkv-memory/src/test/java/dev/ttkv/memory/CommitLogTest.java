// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommitLogTest {
  private static final int[] EDGES =
      IntStream.of(0, 1, 2, 3, 4, 5, 8, 9)
          .map(blocks -> blocks * CommitLog.BLOCK)
          .flatMap(edge -> IntStream.rangeClosed(edge - 2, edge + 2))
          .filter(i -> i >= 0)
          .toArray();

  private final CommitLog log = new CommitLog();
  private final KeyHistory key = new KeyHistory(new byte[] {7}, 0);

  @Test
  void countThrough_onBothSidesOfBlocks_countsInclusively() {
    assertThat(log.countThrough(Long.MAX_VALUE)).isZero();
    fill(9 * CommitLog.BLOCK + 3);

    assertThat(log.countThrough(-1)).isZero();
    for (int i : EDGES) {
      assertThat(log.countThrough(10L * i - 1)).isEqualTo(i);
      assertThat(log.countThrough(10L * i)).isEqualTo(i + 1);
      assertThat(log.countThrough(10L * i + 1)).isEqualTo(i + 1);
    }
  }

  @Test
  void commit_onBothSidesOfBlocks_hasItsTimesAndItsVersion() {
    fill(9 * CommitLog.BLOCK + 3);

    for (int i : EDGES) {
      StoredCommit commit = log.commit(i);
      assertThat(commit.time()).isEqualTo(10L * i);
      assertThat(commit.previous()).isEqualTo(i == 0 ? Timestamps.NONE : 10L * (i - 1));
      assertThat(commit.note()).isEmpty();
      assertThat(commit.changes()).hasSize(1);
      assertThat(commit.changes().get(0).key()).isSameAs(key.key);
      assertThat(commit.changes().get(0).value()).isEqualTo(value(i));
    }
  }

  @Test
  void commit_withNoteOrSeveralChanges_keepsThem() {
    KeyHistory other = new KeyHistory(new byte[] {8}, 0);
    byte[] note = {9};
    KeyHistory[] both = {key, other};
    int[] positions = {append(1), other.append(1, new StoredChange(other.key, true, value(0)))};
    log.append(1, both, positions, Optional.empty());
    log.append(2, new KeyHistory[] {key}, new int[] {append(2)}, Optional.of(note));

    StoredCommit first = log.commit(0);
    StoredCommit second = log.commit(1);

    assertThat(first.note()).isEmpty();
    assertThat(first.changes()).extracting(StoredChange::key).containsExactly(key.key, other.key);
    assertThat(first.changes()).extracting(StoredChange::deletion).containsExactly(false, true);
    assertThat(second.note()).containsSame(note);
    assertThat(second.previous()).isEqualTo(1);
    assertThat(second.changes()).hasSize(1);
    assertThat(second.changes().get(0).value()).isEqualTo(value(2));
  }

  @Test
  void dropAfter_acrossABlock_leavesWhatIsNotLater() {
    fill(CommitLog.BLOCK + 2);

    log.dropAfter(10L * (CommitLog.BLOCK - 2));
    log.append(99_999, key, append(99_999));

    assertThat(log.countThrough(Long.MAX_VALUE)).isEqualTo(CommitLog.BLOCK);
    StoredCommit last = log.commit(CommitLog.BLOCK - 1);
    assertThat(last.time()).isEqualTo(99_999);
    assertThat(last.previous()).isEqualTo(10L * (CommitLog.BLOCK - 2));
    assertThat(last.changes().get(0).value()).isEqualTo(value(99_999));
  }

  private void fill(int commits) {
    for (int i = 0; i < commits; i++) {
      log.append(10L * i, key, append(i));
    }
  }

  private int append(int number) {
    return key.append(10L * number, new StoredChange(key.key, false, value(number)));
  }

  private static byte[] value(int number) {
    return Integer.toString(number).getBytes(UTF_8);
  }
}
