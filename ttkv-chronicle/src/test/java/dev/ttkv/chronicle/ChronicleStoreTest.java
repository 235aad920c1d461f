// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.log.tck.LogOpeningTck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChronicleStoreTest extends LogOpeningTck {
  @Override
  protected String scheme() {
    return "chronicle";
  }

  @Test
  void open_byLocation_opensAStoreThatKnowsItsPath() {
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open("chronicle:" + folder(), KeyCodec.utf8(), Codec.utf8())) {
      assertThat(store).isInstanceOf(ChronicleStore.class);
      assertThat(((ChronicleStore<String, String>) store).path()).isEqualTo(folder()).isAbsolute();
    }
  }

  @Test
  void open_inAnotherFileSystem_isRefusedAndMakesNothing() throws IOException {
    URI zip = URI.create("jar:" + folder().resolveSibling("x.zip").toUri());
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ChronicleStore.open(system.getPath("/x"), KeyCodec.utf8(), Codec.utf8()))
          .withMessageContaining("chronicle:/x is in a file system of the kind 'jar'")
          .withMessageContaining("default file system");
      assertThat(system.getPath("/")).isEmptyDirectory();
    }
  }
}
