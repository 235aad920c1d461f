// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in modules of their own, which are compiled here. */
final class RecordCodecModuleTest {
  @Test
  void record_inModuleThatIsNotOpen_isRefusedWithWhatToOpen(@TempDir Path directory)
      throws Exception {
    Class<?> closed = compileIntoModule(directory, "module closed {}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec(closed))
        .withMessageContaining("the record shut.Shut cannot be read and made")
        .withMessageContaining("opens shut")
        .withMessageContaining("the declaration of module closed");
  }

  @Test
  void record_inModuleThatIsOpen_isGivenBack(@TempDir Path directory) throws Exception {
    Class<?> open = compileIntoModule(directory, "module closed { opens shut; }");
    assertThat(codec(open).decode(Codec.int32().encode(5))).hasToString("Shut[x=5]");
  }

  @SuppressWarnings("unchecked")
  private static Codec<?> codec(Class<?> type) {
    return Codec.record((Class<Record>) type);
  }

  private static Class<?> compileIntoModule(Path directory, String declaration) throws Exception {
    Path module = Files.writeString(directory.resolve("module-info.java"), declaration);
    Path source = Files.createDirectory(directory.resolve("shut")).resolve("Shut.java");
    Files.writeString(source, "package shut; record Shut(int x) {}");
    int result =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-d",
                directory.toString(),
                module.toString(),
                source.toString());
    assertThat(result).isZero();
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(directory), ModuleFinder.of(), List.of("closed"));
    Function<String, ClassLoader> loader =
        ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
            ::findLoader;
    return loader.apply("closed").loadClass("shut.Shut");
  }
}
