// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;

class PackedKeysTest {
  private final PackedKeysSerializer serializer = new PackedKeysSerializer();

  @Test
  void keys_areFoundKeptAndDividedAsThoseOfAList() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<byte[]> list = new ArrayList<>();
      PackedKeys keys = PackedKeys.EMPTY;
      for (int i = 0; i < 40; i++) {
        byte[] key = key(random);
        int place = Collections.binarySearch(list, key, Arrays::compareUnsigned);
        assertThat(keys.search(key)).isEqualTo(place);
        if (place < 0) {
          list.add(-1 - place, key);
          keys = keys.with(-1 - place, key);
        }
        assertSame(keys, list);
        assertSame(copy(keys), list);
      }
      int from = random.nextInt(list.size() + 1);
      int to = from + random.nextInt(list.size() + 1 - from);
      assertSame(keys.part(from, to), list.subList(from, to));
    }
  }

  private static byte[] key(Random random) {
    byte[] key = new byte[2 + random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(3) - 1);
    }
    if (random.nextInt(10) > 0) {
      key[0] = 'k';
    }
    return key;
  }

  private PackedKeys copy(PackedKeys keys) throws IOException {
    if (keys.size() == 0) {
      return PackedKeys.EMPTY;
    }
    DataOutput2 out = new DataOutput2();
    serializer.valueArraySerialize(out, keys);
    DataInput2.ByteArray in = new DataInput2.ByteArray(out.copyBytes());
    PackedKeys copy = (PackedKeys) serializer.valueArrayDeserialize(in, keys.size());
    assertThat(in.getPos()).isEqualTo(out.pos);
    return copy;
  }

  private static void assertSame(PackedKeys keys, List<byte[]> list) {
    assertThat(keys.size()).isEqualTo(list.size());
    for (int i = 0; i < list.size(); i++) {
      assertThat(keys.get(i)).isEqualTo(list.get(i));
    }
  }
}
