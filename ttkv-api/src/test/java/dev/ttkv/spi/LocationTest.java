// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocationTest {
  @Test
  void parse_takesThePathAsItIsWritten() {
    for (String path :
        List.of("", "a.db", "/a b/c.db", "C:\\data\\x.db", "a:b", "a%20b", "x#y", "a&b=c", "é\n")) {
      Location location = Location.parse("sqlite:" + path);
      assertThat(location.scheme()).isEqualTo("sqlite");
      assertThat(location.path()).isEqualTo(path);
      assertThat(location.options()).isEmpty();
      assertThat(location).hasToString("sqlite:" + path);
    }
  }

  @Test
  void parse_readsOptions() {
    Location location = Location.parse("x-y:p?cache=64&odd=a=b?c&empty=");
    assertThat(location.options("cache", "odd", "empty"))
        .containsExactly(
            Map.entry("cache", "64"), Map.entry("odd", "a=b?c"), Map.entry("empty", ""));
  }

  @Test
  void parse_ofWhatIsNoLocation_saysHowItIsWritten() {
    for (String text : List.of("", ":", "a.db", "C:\\x.db", "SQLITE:x", "1a:x", "/a:b", " s:x")) {
      assertThatThrownBy(() -> Location.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("scheme:path?option=value");
    }
  }

  @Test
  void parse_ofBadOptions_isRefused() {
    assertThatThrownBy(() -> Location.parse("sqlite:x?"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name=value");
    assertThatThrownBy(() -> Location.parse("sqlite:x?a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> Location.parse("sqlite:x?a=1&a=2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a stands twice");
  }

  @Test
  void options_thatAreUnknown_areRefusedWithThoseThatAreKnown() {
    Location location = Location.parse("sqlite:x?mode=existing&enable_load_extension=true");
    assertThatThrownBy(() -> location.options("cache"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("enable_load_extension")
        .hasMessageContaining("busy-wait, cache, durability, max-lead, mode");
  }

  @Test
  void applyTo_setsWhatAllBackendsShare() {
    StoreOptions options =
        Location.parse("x-y:p?durability=process&mode=read-only&busy-wait=PT2S&max-lead=PT1H&own=1")
            .applyTo(StoreOptions.defaults());
    assertThat(options.durability()).contains(Durability.PROCESS);
    assertThat(options.mode()).isEqualTo(OpenMode.READ_ONLY);
    assertThat(options.busyWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.maxLead()).contains(Duration.ofHours(1));
  }

  @Test
  void applyTo_ofBadValues_saysWhatThereIs() {
    assertThatThrownBy(() -> apply("durability=POWER"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none, process, power");
    assertThatThrownBy(() -> apply("mode=memory"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("create, create-new, existing, read-only");
    assertThatThrownBy(() -> apply("busy-wait=2s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT2S");
    assertThatThrownBy(() -> apply("busy-wait=-PT2S")).isInstanceOf(IllegalArgumentException.class);
  }

  private static StoreOptions apply(String option) {
    return Location.parse("sqlite:x?" + option).applyTo(StoreOptions.defaults());
  }

  @Test
  void file_thatCannotBeOne_isRefused() {
    assertThatThrownBy(() -> Location.parse("sqlite:").file())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sqlite:FILE");
    assertThatThrownBy(() -> Location.parse("sqlite:a\0b").file())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
