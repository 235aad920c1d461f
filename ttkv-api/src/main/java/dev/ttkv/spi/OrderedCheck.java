// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.TimeTravelStoreException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks in the map of an {@link OrderedEngine} for what its reads do not lead to: versions that no
 * commit names, keys that are not in the directory, what was trimmed and is still there, and
 * whatever else does not belong there. What came after the head when it began is left alone.
 */
final class OrderedCheck {
  private static final int MOST_SHOWN = 64;
  private static final String TRIMMED = "it was trimmed, but is still there";

  private final String location;
  private final Head head;
  private final Function<ByteRange, List<OrderedBytes.Entry>> reader;
  private final Predicate<ByteRange> stillEmpty;
  private final Consumer<Finding> findings;
  private final Balance balance = new Balance();
  private Optional<byte[]> keyOfBaseline = Optional.empty();
  private long timeOfBaseline;

  /**
   * Makes a check.
   *
   * @param reader returns the first entries of a range, none only if it has none
   * @param stillEmpty tells whether a range has no entries at a moment when nothing is half written
   */
  OrderedCheck(
      String location,
      Head head,
      Function<ByteRange, List<OrderedBytes.Entry>> reader,
      Predicate<ByteRange> stillEmpty,
      Consumer<Finding> findings) {
    this.location = location;
    this.head = head;
    this.reader = reader;
    this.stillEmpty = stillEmpty;
    this.findings = findings;
  }

  void run() {
    checkHeads();
    for (ByteRange range : OrderedLayout.NO_PLACES) {
      for (OrderedBytes.Entry entry : reader.apply(range)) {
        findings.accept(
            Finding.of("the map holds what no store puts there, under " + name(entry.key())));
      }
    }
    forEach(OrderedLayout.directory(ByteRange.ALL), entry -> checkKey(entry.key()));
    forEach(OrderedLayout.ALL_VERSIONS, this::checkVersion);
    forEach(OrderedLayout.ALL_COMMITS, this::checkCommit);
    if (!balance.isEven()) {
      forEach(OrderedLayout.ALL_VERSIONS, entry -> searchVersion(entry.key()));
    }
  }

  private void checkHeads() {
    try {
      OrderedLayout.decodeHeader(location, get(OrderedLayout.HEADER).orElse(new byte[0]));
    } catch (TimeTravelStoreException e) {
      findings.accept(Finding.of("the header is missing or damaged"));
    }
    try {
      OrderedLayout.decodeHead(
          location,
          get(OrderedLayout.HEAD).orElse(new byte[0]),
          get(OrderedLayout.RETAINED).orElse(new byte[0]));
    } catch (DamagedStoreException e) {
      findings.accept(
          Finding.of("the head, with the watermark and the horizon, is missing or damaged"));
    }
  }

  private void checkKey(byte[] directoryKey) {
    byte[] key = OrderedLayout.keyOfDirectory(directoryKey);
    ByteRange versions = OrderedLayout.versions(key, Timestamps.NONE, Timestamps.LAST);
    if (reader.apply(versions).isEmpty() && stillEmpty.test(versions)) {
      findings.accept(
          new Finding(
              Optional.of(key), Optional.empty(), "it is in the directory, but has no version"));
    }
  }

  private void checkVersion(OrderedBytes.Entry entry) {
    byte[] place = entry.key();
    Optional<byte[]> key = OrderedLayout.keyOfVersion(place);
    if (key.isEmpty()) {
      findings.accept(
          Finding.of("the map holds a version of no key and time, under " + name(place)));
      return;
    }
    long time = OrderedLayout.time(place);
    if (time > head.watermark()) {
      return;
    }
    if (time <= head.horizon()) {
      checkBaseline(key.get(), time, entry.value());
    } else {
      balance.add(Balance.VERSION, key.get(), time);
    }
    if (get(OrderedLayout.directoryKey(key.get())).isEmpty()) {
      findings.accept(found(key.get(), time, "its key is not in the directory"));
    }
  }

  /**
   * Looks at a version that no commit leads to any more, the newest one of its key if all is well.
   */
  private void checkBaseline(byte[] key, long time, byte[] record) {
    if (keyOfBaseline.filter(last -> Arrays.equals(last, key)).isPresent()) {
      findings.accept(found(key, timeOfBaseline, TRIMMED));
    }
    keyOfBaseline = Optional.of(key);
    timeOfBaseline = time;
    looking(
        () -> {
          if (VersionRecord.decode(location, key, time, record).deletion()) {
            findings.accept(found(key, time, TRIMMED));
          }
        });
  }

  private void checkCommit(OrderedBytes.Entry entry) {
    if (entry.key().length != OrderedLayout.commitKey(0).length) {
      findings.accept(Finding.of("the map holds a commit of no time, under " + name(entry.key())));
      return;
    }
    long time = OrderedLayout.time(entry.key());
    if (time <= head.horizon()) {
      findings.accept(
          new Finding(Optional.empty(), Optional.of(Timestamps.toInstant(time)), TRIMMED));
    } else if (time <= head.watermark()) {
      looking(
          () ->
              OrderedLayout.keysOfCommit(OrderedLayout.decodeCommit(location, time, entry.value()))
                  .forEach(key -> balance.take(Balance.VERSION, key, time)));
    }
  }

  private void searchVersion(byte[] place) {
    Optional<byte[]> key = OrderedLayout.keyOfVersion(place);
    long time = OrderedLayout.time(place);
    if (key.isPresent()
        && time > head.horizon()
        && time <= head.watermark()
        && balance.isOff(Balance.VERSION, key.get())) {
      looking(
          () -> {
            Optional<byte[]> commit = get(OrderedLayout.commitKey(time));
            if (commit.isEmpty()
                || OrderedLayout.keysOfCommit(
                        OrderedLayout.decodeCommit(location, time, commit.get()))
                    .stream()
                    .noneMatch(named -> Arrays.equals(named, key.get()))) {
              findings.accept(
                  found(key.get(), time, "it is in the history of the key, but in no commit"));
            }
          });
    }
  }

  /** Passes over damage that the reads of the engine run into too. */
  private static void looking(Runnable look) {
    try {
      look.run();
    } catch (DamagedStoreException e) {
      // whoever reads the change feed finds it
    }
  }

  private void forEach(ByteRange range, Consumer<OrderedBytes.Entry> visitor) {
    ByteRange rest = range;
    List<OrderedBytes.Entry> page = reader.apply(rest);
    while (!page.isEmpty()) {
      page.forEach(visitor);
      rest = new ByteRange(ByteRange.successor(page.get(page.size() - 1).key()), range.to());
      page = reader.apply(rest);
    }
  }

  private Optional<byte[]> get(byte[] key) {
    return reader.apply(new ByteRange(key, Optional.of(ByteRange.successor(key)))).stream()
        .map(OrderedBytes.Entry::value)
        .findFirst();
  }

  private static Finding found(byte[] key, long time, String what) {
    return new Finding(Optional.of(key), Optional.of(Timestamps.toInstant(time)), what);
  }

  private static String name(byte[] place) {
    return HexFormat.of().formatHex(place, 0, Math.min(place.length, MOST_SHOWN));
  }
}
