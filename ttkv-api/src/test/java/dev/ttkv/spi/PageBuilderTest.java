// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageBuilderTest {
  private static final PageLimit LARGE = new PageLimit(99, 999);

  private static byte[] bytes(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return array;
  }

  private static ByteRange range(int from, int to) {
    return new ByteRange(bytes(from), Optional.of(bytes(to)));
  }

  /**
   * Walks over the keys 0x00, 0x10, ... 0xF0 and returns what was taken, and what was looked at.
   */
  private static String walk(ByteRange range, Order order, PageLimit limit) {
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key < 256; key += 16) {
      keys.add(key);
    }
    if (order == Order.DESCENDING) {
      Collections.reverse(keys);
    }
    PageBuilder page = new PageBuilder(range, order, limit);
    int looks = 0;
    while (looks < keys.size() && page.add(bytes(keys.get(looks++)), bytes(7, 7))) {}
    List<String> taken =
        page.entries().stream().map(entry -> Integer.toHexString(entry.key()[0] & 0xFF)).toList();
    return taken + " of " + looks;
  }

  @Test
  void add_beforeTheRange_passesOver_andBeyondIt_stops() {
    assertThat(walk(range(0x70, 0x90), Order.ASCENDING, LARGE)).isEqualTo("[70, 80] of 10");
    assertThat(walk(range(0x71, 0x91), Order.ASCENDING, LARGE)).isEqualTo("[80, 90] of 11");
    assertThat(walk(range(0x70, 0x90), Order.DESCENDING, LARGE)).isEqualTo("[80, 70] of 10");
    assertThat(walk(range(0x71, 0x91), Order.DESCENDING, LARGE)).isEqualTo("[90, 80] of 9");
    assertThat(walk(range(0x71, 0x72), Order.ASCENDING, LARGE)).isEqualTo("[] of 9");
    assertThat(walk(range(0x71, 0x72), Order.DESCENDING, LARGE)).isEqualTo("[] of 9");
    ByteRange high = new ByteRange(bytes(0xE0), Optional.empty());
    assertThat(walk(high, Order.ASCENDING, LARGE)).isEqualTo("[e0, f0] of 16");
    assertThat(walk(high, Order.DESCENDING, LARGE)).isEqualTo("[f0, e0] of 3");
  }

  @Test
  void add_ofAsMuchAsThePageHolds_stopsAndTakesOneHoweverLarge() {
    assertThat(walk(ByteRange.ALL, Order.ASCENDING, new PageLimit(2, 999)))
        .isEqualTo("[0, 10] of 2");
    assertThat(walk(ByteRange.ALL, Order.ASCENDING, new PageLimit(9, 1))).isEqualTo("[0] of 1");
    assertThat(walk(ByteRange.ALL, Order.ASCENDING, new PageLimit(9, 6))).isEqualTo("[0, 10] of 2");
    assertThat(walk(ByteRange.ALL, Order.ASCENDING, new PageLimit(9, 7)))
        .isEqualTo("[0, 10, 20] of 3");
  }
}
