// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.TimeTravelStore;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Opens a store by its location where nothing but the api and this backend are present. */
class MemoryProviderTest {
  private static final List<URI> JARS = List.of(jar(TimeTravelStore.class), jar(MemoryStore.class));

  @SuppressWarnings("NullAway")
  private static final ClassLoader BOOTSTRAP = null;

  @Test
  void open_onTheClassPath_findsTheProvider() throws Exception {
    URL[] path = {JARS.get(0).toURL(), JARS.get(1).toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, BOOTSTRAP)) {
      Object store = open(loader);

      assertThat(store.getClass().getName()).isEqualTo(MemoryStore.class.getName());
      assertThat(store.getClass().getModule().isNamed()).isFalse();
    }
  }

  @Test
  void open_onTheModulePath_findsTheProvider() throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    ModuleFinder finder = ModuleFinder.of(JARS.stream().map(Path::of).toArray(Path[]::new));
    Configuration configuration =
        boot.configuration().resolveAndBind(finder, ModuleFinder.of(), Set.of("dev.ttkv"));
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());

    Object store = open(layer.findLoader("dev.ttkv"));

    assertThat(store.getClass().getModule().getName()).isEqualTo("dev.ttkv.memory");
    assertThat(store.getClass().getModule().getLayer()).isSameAs(layer);
  }

  private static Object open(ClassLoader loader) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Class<?> keyCodec = loader.loadClass("dev.ttkv.KeyCodec");
      Object utf8 = keyCodec.getMethod("utf8").invoke(null);
      return loader
          .loadClass("dev.ttkv.TimeTravelStore")
          .getMethod("open", String.class, keyCodec, loader.loadClass("dev.ttkv.Codec"))
          .invoke(null, "memory:", utf8, utf8);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URI jar(Class<?> type) {
    return URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
  }
}
