// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The map under an {@link OrderedEngine}, none of whose exceptions it lets out, and of whose pages
 * it believes nothing that can be checked.
 */
final class CheckedBytes {
  private static final PageLimit ONE = new PageLimit(1, 1);

  private final String location;
  private final OrderedBytes map;

  CheckedBytes(String location, OrderedBytes map) {
    this.location = Objects.requireNonNull(location, "location");
    this.map = Objects.requireNonNull(map, "map");
  }

  /**
   * Opens a map.
   *
   * @throws TimeTravelStoreException if that fails
   */
  static CheckedBytes open(String location, OrderedBytes.Opener opener, Path path) {
    return translated(location, () -> new CheckedBytes(location, opener.open(path)));
  }

  /** Lets no exception of the engine underneath out. */
  static <T> T translated(String location, Callable<T> call) {
    try {
      return call.call();
    } catch (TimeTravelStoreException e) {
      throw e;
    } catch (Exception e) {
      keepInterrupt(e);
      throw new TimeTravelStoreException(location + ": the engine underneath failed: " + e, e);
    }
  }

  private static void keepInterrupt(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  String location() {
    return location;
  }

  /**
   * Returns the first entries of a range.
   *
   * @throws DamagedStoreException if what the map gives cannot be the page, or it says so
   * @throws TimeTravelStoreException if it cannot be read
   */
  List<OrderedBytes.Entry> page(ByteRange range, Order order, PageLimit limit) {
    if (range.isEmpty()) {
      return List.of();
    }
    List<OrderedBytes.Entry> page = translated(location, () -> map.page(range, order, limit));
    if (page.size() > limit.items()) {
      throw new TimeTravelStoreException(
          "%s: the map underneath gave %d entries where %d were asked for"
              .formatted(location, page.size(), limit.items()));
    }
    int rising = order == Order.ASCENDING ? -1 : 1;
    byte @Nullable [] last = null;
    for (OrderedBytes.Entry entry : page) {
      byte[] key = entry.key();
      if (!range.contains(key)) {
        throw outOfOrder("a key outside the range it was asked for");
      }
      if (last != null && Integer.signum(Arrays.compareUnsigned(last, key)) != rising) {
        throw outOfOrder("keys that are not in the order of unsigned bytes, or one twice");
      }
      last = key;
    }
    return page;
  }

  /** Damage can be the reason as well as a map that was never in order. */
  private DamagedStoreException outOfOrder(String what) {
    return new DamagedStoreException(
        "%s: the map underneath gave %s; if it ever worked it is damaged: restore it from a backup"
            .formatted(location, what));
  }

  /** Returns the value of a key, as {@link #page} does. */
  Optional<byte[]> get(byte[] key) {
    ByteRange range = new ByteRange(key, Optional.of(ByteRange.successor(key)));
    return page(range, Order.ASCENDING, ONE).stream().map(OrderedBytes.Entry::value).findFirst();
  }

  /**
   * Puts entries of a commit.
   *
   * @param time the time of the commit, for messages
   * @throws CommitOutcomeUnknownException if it cannot be told whether they were written
   * @throws TimeTravelStoreException if they were not
   */
  void write(List<OrderedBytes.Entry> entries, long time) {
    try {
      map.write(entries);
    } catch (TimeTravelStoreException e) {
      throw e;
    } catch (Exception e) {
      keepInterrupt(e);
      throw new CommitOutcomeUnknownException(
          "%s: it is unknown whether what was to be written through %s was: %s"
              .formatted(location, Timestamps.toInstant(time), e),
          Timestamps.toInstant(time),
          e);
    }
  }

  /**
   * Puts entries where nothing is lost if it is unknown whether they are there.
   *
   * @throws TimeTravelStoreException if that failed
   */
  void put(List<OrderedBytes.Entry> entries) {
    run(() -> map.write(entries));
  }

  Durability durability() {
    return map.durability();
  }

  Limits limits() {
    return map.limits();
  }

  /**
   * Closes the map.
   *
   * @throws TimeTravelStoreException if that failed
   */
  void close() {
    run(map::close);
  }

  /** Does something with the map, and closes it if that fails. */
  <T> T orClose(Callable<T> body) {
    try {
      return translated(location, body);
    } catch (RuntimeException | Error e) {
      closeAfter(e);
      throw e;
    }
  }

  /** Closes the map after a failure, to which one of closing is added. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** A call that returns nothing. */
  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }

  private void run(Call call) {
    translated(
        location,
        () -> {
          call.run();
          return true;
        });
  }
}
