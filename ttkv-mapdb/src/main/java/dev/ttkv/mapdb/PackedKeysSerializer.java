// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import org.mapdb.DBException;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializer;

/**
 * How a tree's nodes hold their keys: the prefix of all of them, their lengths without it (once
 * where they are equal), and what follows the prefix.
 */
final class PackedKeysSerializer implements GroupSerializer<byte[]> {
  private static final int DIFFERENT_LENGTHS = 0;

  @Override
  public int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }

  @Override
  public boolean isTrusted() {
    return true;
  }

  @Override
  public void valueArraySerialize(DataOutput2 out, Object keys) throws IOException {
    PackedKeys packed = (PackedKeys) keys;
    out.packInt(packed.prefix().length);
    out.write(packed.prefix());
    if (haveOneLength(packed)) {
      out.packInt(1 + packed.restLength(0));
    } else {
      out.packInt(DIFFERENT_LENGTHS);
      for (int i = 0; i < packed.size(); i++) {
        out.packInt(packed.restLength(i));
      }
    }
    out.write(packed.rests());
  }

  private static boolean haveOneLength(PackedKeys keys) {
    for (int i = 1; i < keys.size(); i++) {
      if (keys.restLength(i) != keys.restLength(0)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Object valueArrayDeserialize(DataInput2 in, int size) throws IOException {
    byte[] prefix = new byte[length(in.unpackInt())];
    in.readFully(prefix);
    int[] ends = new int[size];
    int lengths = in.unpackInt();
    int end = 0;
    for (int i = 0; i < size; i++) {
      end += lengths == DIFFERENT_LENGTHS ? length(in.unpackInt()) : length(lengths - 1);
      ends[i] = end;
    }
    byte[] rests = new byte[length(end)];
    in.readFully(rests);
    return new PackedKeys(prefix, ends, rests);
  }

  private static int length(int read) {
    if (read < 0) {
      throw new DBException.DataCorruption("a key of " + read + " bytes");
    }
    return read;
  }

  @Override
  public int valueArraySearch(Object keys, byte[] key) {
    return ((PackedKeys) keys).search(key);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public int valueArraySearch(Object keys, byte[] key, Comparator comparator) {
    return ((PackedKeys) keys).search(key);
  }

  @Override
  public byte[] valueArrayGet(Object keys, int index) {
    return ((PackedKeys) keys).get(index);
  }

  @Override
  public int valueArraySize(Object keys) {
    return ((PackedKeys) keys).size();
  }

  @Override
  public Object valueArrayEmpty() {
    return PackedKeys.EMPTY;
  }

  @Override
  public Object valueArrayFromArray(Object[] keys) {
    return PackedKeys.of(Arrays.asList(Arrays.copyOf(keys, keys.length, byte[][].class)));
  }

  @Override
  public Object valueArrayPut(Object keys, int index, byte[] key) {
    return ((PackedKeys) keys).with(index, key);
  }

  @Override
  public Object valueArrayCopyOfRange(Object keys, int from, int to) {
    return ((PackedKeys) keys).part(from, to);
  }

  @Override
  public Object valueArrayUpdateVal(Object keys, int index, byte[] key) {
    throw new UnsupportedOperationException("no key is ever replaced");
  }

  @Override
  public Object valueArrayDeleteValue(Object keys, int index) {
    throw new UnsupportedOperationException("no key is ever removed");
  }

  @Override
  public void serialize(DataOutput2 out, byte[] key) {
    throw new UnsupportedOperationException("keys are kept in nodes only");
  }

  @Override
  public byte[] deserialize(DataInput2 in, int available) {
    throw new UnsupportedOperationException("keys are kept in nodes only");
  }
}
