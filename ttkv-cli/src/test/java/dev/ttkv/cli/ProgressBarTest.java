// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  @Test
  void line_halfWay() {
    assertThat(ProgressBar.line(5_200, 10_000, "versions", 2_000_000_000L))
        .isEqualTo("  [##########..........]  52 %  5,200 versions  2,600/s  2 s left");
  }

  @Test
  void line_atTheEnds() {
    assertThat(ProgressBar.line(0, 10, "versions", 0)).contains("[....................]   0 %");
    assertThat(ProgressBar.line(10, 10, "versions", 1)).contains("[####################] 100 %");
  }

  @Test
  void line_ofAnUnknownLength() {
    assertThat(ProgressBar.line(5_200, 0, "versions", 2_000_000_000L))
        .isEqualTo("  5,200 versions  2,600/s");
  }

  @Test
  void sparkline_betweenBottomAndTop() {
    assertThat(Sparkline.draw(List.of(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8), 0, 7))
        .isEqualTo("▁▁▂▃▄▅▆▇██");
    assertThat(Sparkline.draw(List.of(5, 5), 5, 5)).isEqualTo("▁▁");
    assertThat(Sparkline.draw(List.of(), 0, 1)).isEmpty();
  }
}
