// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.Order;
import dev.ttkv.log.IndexFullException;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.spi.ByteRange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.hash.ChronicleHashClosedException;

/**
 * An index of {@linkplain History histories} in Chronicle maps. A map's entry is read and replaced
 * as a whole under the lock of its segment, so that nobody sees half of one; the lock waits for no
 * disk.
 */
final class ChronicleIndex implements VersionIndex {
  private final ChronicleFiles files;
  private final boolean readOnly;
  private final KeyLengths lengths;
  private final KeyDirectory keys = new KeyDirectory();
  private final AtomicLong size;
  private long nextId;

  private ChronicleIndex(
      ChronicleFiles files, ChronicleFiles.State state, boolean readOnly, KeyLengths lengths) {
    this.files = files;
    this.readOnly = readOnly;
    this.lengths = lengths;
    this.size = new AtomicLong(state.versions());
    this.nextId = state.nextId();
  }

  /**
   * Makes an index of files that are new.
   *
   * @param lengths is given those of its keys
   */
  static ChronicleIndex create(ChronicleFiles files, KeyLengths lengths) {
    ChronicleFiles.State none = new ChronicleFiles.State(0, 0);
    files.putState(none);
    return new ChronicleIndex(files, none, false, lengths);
  }

  /**
   * Opens the index of files that were closed, and loads its keys.
   *
   * @param lengths is given those of its keys
   */
  static ChronicleIndex open(ChronicleFiles files, boolean readOnly, KeyLengths lengths) {
    ChronicleIndex index = new ChronicleIndex(files, files.state(), readOnly, lengths);
    files
        .heads()
        .forEachEntry(
            entry -> {
              byte[] key = entry.key().get();
              lengths.add(key.length);
              index.keys.add(key);
            });
    return index;
  }

  @Override
  public void add(byte[] key, long time, long position) {
    try {
      byte[] head = files.heads().get(key);
      if (head == null) {
        lengths.add(key.length); // before there may be no room for it
        files.heads().put(key, History.first(time, position));
        keys.add(key.clone());
      } else {
        files.heads().put(key, History.with(withRoom(head), time, position));
      }
      size.incrementAndGet();
    } catch (ChronicleHashClosedException e) {
      throw e;
    } catch (IllegalStateException | IllegalArgumentException e) {
      // the engine has no exception of its own for this
      throw new IndexFullException(files.folder() + " is full", e);
    }
  }

  private byte[] withRoom(byte[] head) {
    if (!History.isFull(head)) {
      return head;
    }
    long id = History.isFlat(head) ? nextId : History.id(head);
    files.blocks().put(History.nextPlace(head, id), History.block(head));
    nextId = Math.max(nextId, id + 1);
    return History.emptied(head, id);
  }

  private Optional<History> history(byte[] key) {
    byte[] head = files.heads().get(key);
    return head == null ? Optional.empty() : Optional.of(new History(head, this::block));
  }

  private byte[] block(long place) {
    byte[] block = files.blocks().get(place);
    if (block == null) {
      throw new IllegalStateException("block " + place + " is missing");
    }
    return block;
  }

  @Override
  public Optional<Entry> find(byte[] key, long asOf) {
    return history(key).flatMap(history -> history.find(asOf));
  }

  @Override
  public List<Entry> versions(byte[] key, long after, long through, Order order, int limit) {
    return history(key)
        .map(history -> history.list(after, through, order, limit))
        .orElse(List.of());
  }

  @Override
  public List<byte[]> keys(ByteRange range, Order order, int limit) {
    return keys.list(range, order, limit);
  }

  @Override
  public long size() {
    return size.get();
  }

  @Override
  public void close() {
    if (!readOnly) {
      files.putState(new ChronicleFiles.State(size.get(), nextId));
    }
    files.close(!readOnly);
  }
}
