// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gives each version of a key its {@code until}: newest first it is the time of the version that
 * went before, oldest first that of the one that follows, for which it looks ahead by one.
 */
final class HistoryIterator<V> implements Iterator<Version<V>> {
  private final Iterator<StoredVersion> versions;
  private final Order order;
  private final Supplier<Optional<Instant>> beyond;
  private final Function<StoredVersion, Optional<V>> value;
  private Optional<StoredVersion> ahead = Optional.empty();
  private Optional<Instant> until = Optional.empty();
  private boolean started;

  /**
   * Makes an iterator.
   *
   * @param versions the versions in that order
   * @param beyond when the newest of them ends; called once, when it is needed
   * @param value decodes a value
   */
  HistoryIterator(
      Iterator<StoredVersion> versions,
      Order order,
      Supplier<Optional<Instant>> beyond,
      Function<StoredVersion, Optional<V>> value) {
    this.versions = versions;
    this.order = order;
    this.beyond = beyond;
    this.value = value;
  }

  @Override
  public boolean hasNext() {
    return ahead.isPresent() || versions.hasNext();
  }

  @Override
  public Version<V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return order == Order.DESCENDING ? newestFirst() : oldestFirst();
  }

  private Version<V> newestFirst() {
    if (!started) {
      started = true;
      until = beyond.get();
    }
    StoredVersion version = versions.next();
    Version<V> result = version(version, until);
    until = Optional.of(result.from());
    return result;
  }

  private Version<V> oldestFirst() {
    StoredVersion version = ahead.isPresent() ? ahead.get() : versions.next();
    ahead = versions.hasNext() ? Optional.of(versions.next()) : Optional.empty();
    return version(
        version,
        ahead.isPresent() ? ahead.map(next -> Timestamps.toInstant(next.time())) : beyond.get());
  }

  private Version<V> version(StoredVersion version, Optional<Instant> until) {
    return new Version<>(Timestamps.toInstant(version.time()), until, value.apply(version));
  }
}
