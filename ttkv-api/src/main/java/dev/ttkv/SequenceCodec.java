// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Elements of one codec, one after the other, until the bytes end. */
final class SequenceCodec<C> extends Codec<C> {
  private final Codec<Object> element;
  private final CodecFraming framing;
  private final Function<C, Collection<?>> elements;
  private final Function<List<Object>, C> collect;

  private SequenceCodec(
      String name,
      Codec<?> element,
      CodecFraming framing,
      Function<C, Collection<?>> elements,
      Function<List<Object>, C> collect) {
    super(name);
    this.element = CodecTuple.unchecked(element);
    this.framing = framing;
    this.elements = elements;
    this.collect = collect;
  }

  @SuppressWarnings("unchecked") // the element codec makes no others
  static <E> Codec<List<E>> ofList(Codec<E> element, CodecFraming framing) {
    return new SequenceCodec<>(
        framing.name("list(" + element + ")"),
        element,
        framing,
        list -> list,
        list -> (List<E>) Collections.unmodifiableList(list));
  }

  static <E> Codec<Set<E>> ofSet(Codec<E> element) {
    return new SequenceCodec<>(
        "set(" + element + ")",
        element,
        CodecFraming.COMPACT,
        set -> distinct(set, "an element"),
        SequenceCodec::<E>distinct);
  }

  /** Refuses parts of which some are equal, as those of a set that goes by identity may be. */
  private static <P> Collection<P> distinct(Collection<P> parts, String part) {
    if (new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException(part + " occurs twice");
    }
    return parts;
  }

  @SuppressWarnings("unchecked") // the element codec makes no others
  private static <E> Set<E> distinct(List<Object> elements) {
    Set<Object> set = new LinkedHashSet<>(elements);
    if (set.size() < elements.size()) {
      throw new IllegalArgumentException("an element occurs twice");
    }
    return (Set<E>) Collections.unmodifiableSet(set);
  }

  static <K, V> Codec<Map<K, V>> ofMap(Codec<K> key, Codec<V> value) {
    CodecTuple pair =
        new CodecTuple(List.of("key", "value"), List.of(key, value), CodecFraming.COMPACT);
    Codec<Object[]> entry = new SimpleCodec<>("entry", pair.width(), pair::encode, pair::decode);
    return new SequenceCodec<>(
        "map(" + key + ", " + value + ")",
        entry,
        CodecFraming.COMPACT,
        map -> entries(map),
        SequenceCodec::<K, V>map);
  }

  private static List<Object[]> entries(Map<?, ?> map) {
    List<Object[]> entries = new ArrayList<>(distinct(map.keySet(), "a key").size());
    map.forEach((key, value) -> entries.add(new Object[] {key, value}));
    return entries;
  }

  @SuppressWarnings("unchecked") // the codecs of keys and values make no others
  private static <K, V> Map<K, V> map(List<Object> entries) {
    Map<K, V> map = new LinkedHashMap<>();
    for (Object element : entries) {
      Object[] entry = (Object[]) element;
      if (map.put((K) entry[0], (V) entry[1]) != null) {
        throw new IllegalArgumentException("a key occurs twice");
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /** Returns the codec of arrays, of primitives as well, whose elements have the given type. */
  static Codec<Object> ofArray(Class<?> type, Codec<?> element) {
    return new SequenceCodec<>(
        "array(" + element + ")",
        element,
        CodecFraming.COMPACT,
        SequenceCodec::elements,
        elements -> {
          Object array = Array.newInstance(type, elements.size());
          for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
          }
          return array;
        });
  }

  private static List<Object> elements(Object array) {
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return Array.get(array, index);
      }

      @Override
      public int size() {
        return Array.getLength(array);
      }
    };
  }

  @Override
  public byte[] encode(C value) {
    ByteWriter out = new ByteWriter();
    int i = 0;
    for (Object part : elements.apply(Objects.requireNonNull(value, "value"))) {
      framing.write(out, element, part, SequenceCodec::label, i++);
    }
    return out.toByteArray();
  }

  @Override
  public C decode(byte[] bytes) {
    ByteReader in = new ByteReader(Objects.requireNonNull(bytes, "bytes"));
    List<Object> parts = new ArrayList<>();
    try {
      while (!in.atEnd()) {
        parts.add(framing.read(in, element, SequenceCodec::label, parts.size()));
      }
      return collect.apply(parts);
    } catch (IllegalArgumentException e) {
      throw malformed(e);
    }
  }

  private static String label(int i) {
    return "element " + i;
  }
}
