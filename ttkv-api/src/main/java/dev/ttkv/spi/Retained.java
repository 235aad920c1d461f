// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Pin;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a store knows of its own forgetting. An engine keeps it as it keeps the watermark, and looks
 * at nothing in it but the horizon.
 *
 * @param horizon the oldest time that can be read, {@link Timestamps#NONE} if nothing was trimmed
 * @param erasures how often keys were erased
 * @param baseline of the versions that hold at the horizon, which no commit leads to any more
 * @param pins the moments that are kept readable, in the order of their names
 */
public record Retained(long horizon, long erasures, Baseline baseline, List<Pin> pins) {
  /** What is retained of a store from which nothing was ever trimmed or erased. */
  public static final Retained ALL =
      new Retained(Timestamps.NONE, 0, new Baseline(0, 0), List.of());

  private static final int FIXED = 4 * Long.BYTES + Integer.BYTES;
  private static final int MORE_OF_A_PIN = 2 * Long.BYTES + Integer.BYTES;

  /**
   * Copies the list.
   *
   * @throws NullPointerException if a component is null
   */
  public Retained {
    pins = List.copyOf(pins);
  }

  /**
   * What shows that a version of the baseline is missing.
   *
   * @param versions how many there are
   * @param sum the sum of {@link #hash} over them
   */
  public record Baseline(long versions, long sum) {
    /** Returns the hash of one version. */
    static long hash(byte[] key, long time) {
      return Balance.hash(Balance.BASELINE, key, time);
    }

    Baseline with(byte[] key, long time) {
      return new Baseline(versions + 1, sum + hash(key, time));
    }

    Baseline without(byte[] key, long time) {
      return new Baseline(versions - 1, sum - hash(key, time));
    }
  }

  /** Tells whether nothing was trimmed or erased between the two. */
  boolean isOfSameHistory(Retained other) {
    return horizon == other.horizon && erasures == other.erasures;
  }

  /** Returns it in bytes, for an engine to keep under a checksum. */
  public byte[] encode() {
    List<byte[]> names =
        pins.stream().map(pin -> pin.name().getBytes(StandardCharsets.UTF_8)).toList();
    int length = FIXED + names.stream().mapToInt(name -> MORE_OF_A_PIN + name.length).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(length)
            .putLong(horizon)
            .putLong(erasures)
            .putLong(baseline.versions)
            .putLong(baseline.sum)
            .putInt(pins.size());
    for (int i = 0; i < names.size(); i++) {
      bytes
          .putLong(Timestamps.clamp(pins.get(i).at()))
          .putLong(Timestamps.exact(pins.get(i).until()))
          .putInt(names.get(i).length)
          .put(names.get(i));
    }
    return bytes.array();
  }

  /**
   * Returns what was encoded.
   *
   * @param location the store, for the message
   * @throws DamagedStoreException if the bytes are none that {@link #encode} returns
   */
  public static Retained decode(String location, byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    try {
      long horizon = bytes.getLong();
      long erasures = bytes.getLong();
      Baseline baseline = new Baseline(bytes.getLong(), bytes.getLong());
      Pin[] pins = new Pin[within(bytes.getInt(), bytes.remaining() / MORE_OF_A_PIN)];
      for (int i = 0; i < pins.length; i++) {
        long at = bytes.getLong();
        long until = bytes.getLong();
        byte[] name = new byte[within(bytes.getInt(), bytes.remaining())];
        bytes.get(name);
        pins[i] =
            new Pin(
                new String(name, StandardCharsets.UTF_8),
                Timestamps.toInstant(at),
                Timestamps.toInstant(until));
      }
      within(bytes.remaining(), 0);
      return new Retained(horizon, erasures, baseline, List.of(pins));
    } catch (BufferUnderflowException e) {
      throw new DamagedStoreException(
          location + ": what it knows of its horizon is damaged; restore the store from a backup",
          e);
    }
  }

  private static int within(int number, int most) {
    if (number < 0 || number > most) {
      throw new BufferUnderflowException();
    }
    return number;
  }
}
