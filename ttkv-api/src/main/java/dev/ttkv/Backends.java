// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds the provider of a scheme. */
final class Backends {
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "chronicle", "dev.ttkv:ttkv-chronicle",
          "mapdb", "dev.ttkv:ttkv-mapdb",
          "memory", "dev.ttkv:ttkv-memory",
          "sqlite", "dev.ttkv:ttkv-sqlite");

  private Backends() {}

  static StoreProvider provider(Location location) {
    return provider(location, ServiceLoader.load(StoreProvider.class));
  }

  static StoreProvider provider(Location location, Iterable<StoreProvider> present) {
    Map<String, StoreProvider> byScheme = new TreeMap<>();
    for (StoreProvider provider : present) {
      StoreProvider other = byScheme.putIfAbsent(provider.scheme(), provider);
      if (other != null && provider.scheme().equals(location.scheme())) {
        throw new IllegalStateException(
            "two backends have the scheme %s: %s and %s; leave one out"
                .formatted(
                    provider.scheme(), other.getClass().getName(), provider.getClass().getName()));
      }
    }
    StoreProvider provider = byScheme.get(location.scheme());
    if (provider == null) {
      List<String> hint =
          ARTIFACTS.containsKey(location.scheme())
              ? List.of("; add " + ARTIFACTS.get(location.scheme()))
              : List.of();
      throw new IllegalArgumentException(
          "%s: no backend for the scheme %s; there are %s%s"
              .formatted(
                  location,
                  location.scheme(),
                  byScheme.isEmpty() ? "none" : String.join(", ", byScheme.keySet()),
                  String.join("", hint)));
    }
    return provider;
  }
}
