// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Maps that break what {@link OrderedBytes} says, and what is said of them. */
class CheckedBytesTest {
  private static final StoreHeader HEADER = StoreHeader.of(KeyCodec.utf8(), Codec.utf8());
  private static final PageLimit LIMIT = new PageLimit(3, 999);
  private static final ByteRange RANGE = new ByteRange(bytes(2), Optional.of(bytes(9)));

  private static byte[] bytes(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return array;
  }

  /** A map that gives the same page whatever it is asked for. */
  private static CheckedBytes giving(int... keys) {
    List<OrderedBytes.Entry> page = new ArrayList<>();
    for (int key : keys) {
      page.add(new OrderedBytes.Entry(bytes(key), bytes()));
    }
    return new CheckedBytes("store", new Answering(page));
  }

  private record Answering(List<OrderedBytes.Entry> answer) implements OrderedBytes {
    @Override
    public List<Entry> page(ByteRange range, Order order, PageLimit limit) {
      return answer;
    }

    @Override
    public void write(List<Entry> entries) throws InterruptedException {
      throw new InterruptedException("stopped");
    }

    @Override
    public Durability durability() {
      return Durability.NONE;
    }

    @Override
    public void close() throws Exception {
      throw new Exception("does not close");
    }
  }

  @Test
  void page_asAskedFor_isReturned() {
    assertThat(giving(2, 5, 8).page(RANGE, Order.ASCENDING, LIMIT)).hasSize(3);
    assertThat(giving(8, 5, 2).page(RANGE, Order.DESCENDING, LIMIT)).hasSize(3);
    assertThat(giving().page(RANGE, Order.ASCENDING, LIMIT)).isEmpty();
    assertThat(
            giving(1).page(new ByteRange(bytes(3), Optional.of(bytes(3))), Order.ASCENDING, LIMIT))
        .isEmpty();
  }

  @Test
  void page_withAKeyOutsideTheRange_isRefused() {
    for (int[] keys : new int[][] {{1}, {9}, {2, 9}, {1, 2}, {-1}}) {
      assertThatThrownBy(() -> giving(keys).page(RANGE, Order.ASCENDING, LIMIT))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageStartingWith(
              "store: the map underneath gave a key outside the range it was asked for;");
    }
  }

  @Test
  void page_thatIsNotInOrder_isRefused() {
    for (int[] keys : new int[][] {{3, 2}, {2, 2}, {2, 5, 4}}) {
      assertThatThrownBy(() -> giving(keys).page(RANGE, Order.ASCENDING, LIMIT))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageStartingWith(
              "store: the map underneath gave keys that are not in the order of unsigned bytes, or"
                  + " one twice;");
    }
    assertThatThrownBy(() -> giving(2, 3).page(RANGE, Order.DESCENDING, LIMIT))
        .isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> giving(0x80, 0x7F).page(ByteRange.ALL, Order.ASCENDING, LIMIT))
        .isInstanceOf(DamagedStoreException.class);
    giving(0x7F, 0x80).page(ByteRange.ALL, Order.ASCENDING, LIMIT);
  }

  @Test
  void page_ofMoreThanWasAskedFor_isRefused() {
    assertThatThrownBy(() -> giving(2, 3, 4, 5).page(RANGE, Order.ASCENDING, LIMIT))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessage("store: the map underneath gave 4 entries where 3 were asked for");
  }

  @Test
  void get_ofAnotherKey_isRefused() {
    assertThat(giving(5).get(bytes(5))).contains(bytes());
    assertThatThrownBy(() -> giving(6).get(bytes(5))).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void checkedExceptionsOfTheMap_doNotLeak() {
    CheckedBytes map = giving();
    assertThatThrownBy(() -> map.write(List.of(), 5))
        .isInstanceOf(CommitOutcomeUnknownException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(map::close)
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessage("store: the engine underneath failed: java.lang.Exception: does not close");
  }

  @Test
  void map_thatKeepsNothing_isRefused() {
    MapBytes forgetful =
        new MapBytes() {
          @Override
          public void write(List<Entry> entries) {
            // forgotten
          }
        };
    assertThatThrownBy(() -> OrderedEngine.open("store", forgetful, HEADER))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessage("store: the map underneath does not give back what was just put");
    assertThat(forgetful.closed).isTrue();
  }

  @Test
  void store_overAMapInSignedOrder_endsEveryReadByName() {
    MapBytes signed = new MapBytes(new TreeMap<>(Arrays::compare));
    EngineStore<String, String> store = store(signed);
    for (String key : List.of("a", "\u00e9", "\uD83D\uDE00")) {
      store.put(key, "1");
    }
    assertThatThrownBy(() -> store.latest().entries().toList())
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("the map underneath gave keys that are not in the order");
  }

  @Test
  void store_overAMapThatBeginsEachPageAnew_endsEveryReadByName() {
    EngineStore<String, String> store =
        store(
            new MapBytes() {
              @Override
              public synchronized List<Entry> page(ByteRange range, Order order, PageLimit limit) {
                ByteRange all =
                    range.from().length > 1 && range.from()[0] == 2
                        ? new ByteRange(bytes(2), range.to())
                        : range;
                return super.page(all, order, limit);
              }
            });
    for (int i = 0; i < 2_000; i++) {
      store.put("key" + i, "1");
    }
    assertThatThrownBy(() -> store.latest().entries().count())
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("the map underneath gave a key outside the range");
    assertThat(store.maintenance().verify().clean()).isFalse();
  }

  @Test
  void store_overAMapThatIgnoresTheLimit_endsEveryReadByName() {
    EngineStore<String, String> store =
        store(
            new MapBytes() {
              @Override
              public synchronized List<Entry> page(ByteRange range, Order order, PageLimit limit) {
                return super.page(range, order, new PageLimit(Integer.MAX_VALUE, 1 << 30));
              }
            });
    store.put("a", "1");
    store.put("a", "2");
    assertThatThrownBy(() -> store.get("a"))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessage("store: the map underneath gave 2 entries where 1 were asked for");
  }

  @Test
  void store_overAMapThatGivesAPageBackwards_endsEveryReadByName() {
    EngineStore<String, String> store =
        store(
            new MapBytes() {
              @Override
              public synchronized List<Entry> page(ByteRange range, Order order, PageLimit limit) {
                List<Entry> page = super.page(range, order, limit);
                Collections.reverse(page);
                return page;
              }
            });
    store.put("a", "1");
    store.put("a", "2");
    assertThatThrownBy(() -> store.history("a").count())
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("the map underneath gave keys that are not in the order");
  }

  private static EngineStore<String, String> store(OrderedBytes map) {
    return new Over(OrderedEngine.open("store", map, HEADER));
  }

  private static final class Over extends EngineStore<String, String> {
    Over(Engine engine) {
      super("store", engine, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults());
    }
  }
}
