// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Providers that are on the path of this thread while this is open. Their classes are defined anew
 * by a loader of its own, since the loader of services passes over classes of a named module that
 * the module does not provide.
 */
final class Providers implements AutoCloseable {
  /** The scheme of {@link First} and {@link Twin}. */
  static final String FIRST = "ttkv-tck-first";

  /** The scheme of {@link Second}. */
  static final String SECOND = "ttkv-tck-second";

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final Loader loader;

  /** Puts providers on the path; {@code directory} is where their files go. */
  Providers(Path directory, List<Class<? extends StoreProvider>> providers) {
    try {
      Path services = directory.resolve("META-INF/services/" + StoreProvider.class.getName());
      Files.createDirectories(services.getParent());
      Files.write(services, providers.stream().map(Class::getName).toList());
      for (Class<?> provider : providers) {
        String file = provider.getName().replace('.', '/') + ".class";
        Path copy = directory.resolve(file);
        Files.createDirectories(copy.getParent());
        try (InputStream in = Providers.class.getResourceAsStream("/" + file)) {
          if (in == null) {
            throw new IllegalStateException(file + " is missing in the jar of the kit");
          }
          Files.copy(in, copy);
        }
      }
      loader = new Loader(directory, before, providers.stream().map(Class::getName).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.currentThread().setContextClassLoader(loader);
  }

  /** Opens a location and returns what the provider that was asked to says. */
  @SuppressWarnings("resource") // the providers open nothing
  String open(String location) {
    try {
      TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8());
    } catch (UnsupportedOperationException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError(location + " was opened by another provider");
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Loader extends URLClassLoader {
    private final List<String> own;

    Loader(Path directory, ClassLoader parent, List<String> own) throws MalformedURLException {
      super(new URL[] {directory.toUri().toURL()}, parent);
      this.own = own;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!own.contains(name)) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  /** A provider. */
  public static final class First implements StoreProvider {
    /** Makes it, for the loader of services. */
    public First() {}

    @Override
    public String scheme() {
      return FIRST;
    }

    @Override
    public <K, V> TimeTravelStore<K, V> open(
        Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      throw new UnsupportedOperationException("first: " + location);
    }
  }

  /** Another provider. */
  public static final class Second implements StoreProvider {
    /** Makes it, for the loader of services. */
    public Second() {}

    @Override
    public String scheme() {
      return SECOND;
    }

    @Override
    public <K, V> TimeTravelStore<K, V> open(
        Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      throw new UnsupportedOperationException("second: " + location);
    }
  }

  /** A provider with the scheme of the first. */
  public static final class Twin implements StoreProvider {
    /** Makes it, for the loader of services. */
    public Twin() {}

    @Override
    public String scheme() {
      return FIRST;
    }

    @Override
    public <K, V> TimeTravelStore<K, V> open(
        Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      throw new UnsupportedOperationException("twin: " + location);
    }
  }
}
