// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.mapdb.child.OpenByLocation;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on the module path, where it is a jar that says its name in its manifest. */
class MapdbModuleTest {
  /** What begins the names of jars that only tests have. */
  private static final Set<String> OF_TESTS =
      Set.of(
          "junit",
          "assertj",
          "byte-buddy",
          "jqwik",
          "opentest4j",
          "apiguardian",
          "ttkv-tck",
          "ttkv-log-tck",
          "surefire");

  @Test
  void open_onTheModulePath_findsItselfAndMapdbAsModules(@TempDir Path folder) throws Exception {
    Path classes = location(MapdbStore.class);
    Path jar =
        Files.isDirectory(classes) ? jar(classes, folder.resolve("ttkv-mapdb.jar")) : classes;
    String modules =
        Stream.concat(
                Stream.of(jar.toString()),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !Path.of(entry).equals(classes))
                    .filter(entry -> !isOfTests(Path.of(entry))))
            .collect(Collectors.joining(File.pathSeparator));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--module-path",
                modules,
                "--add-modules",
                "ALL-MODULE-PATH",
                "-cp",
                location(OpenByLocation.class).toString(),
                OpenByLocation.class.getName(),
                "mapdb:" + folder.resolve("store"))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said.lines())
        .contains("opened value", "module dev.ttkv.mapdb", "module mapdb", "again value");
    assertThat(child.waitFor()).isZero();
  }

  private static Path location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static boolean isOfTests(Path entry) {
    String whole = entry.toString().replace(File.separatorChar, '/');
    String name = String.valueOf(entry.getFileName());
    return whole.endsWith("/test-classes")
        || whole.contains("/ttkv-tck/")
        || whole.contains("/ttkv-log-tck/")
        || OF_TESTS.stream().anyMatch(name::startsWith);
  }

  /** Makes what the build makes of the classes: a jar that says the name of its module. */
  private static Path jar(Path classes, Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", "dev.ttkv.mapdb");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(classes)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Path file : files) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.equals("META-INF/MANIFEST.MF")) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
        }
      }
    }
    return jar;
  }
}
