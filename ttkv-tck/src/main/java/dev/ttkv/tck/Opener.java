// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens the stores of a backend, and knows what is wrong with what it was given: nothing, a store
 * that it has already, one with something in it, an exception, no answer.
 */
final class Opener {
  /** A call of the backend that has not ended. */
  private record Call(String what, String mend, long begun) {}

  /** A store that was given, by its identity. */
  private static final class Given extends WeakReference<TimeTravelStore<?, ?>> {
    private final int hash;
    private final Path directory;

    Given(
        TimeTravelStore<?, ?> store,
        Path directory,
        ReferenceQueue<? super TimeTravelStore<?, ?>> gone) {
      super(store, gone);
      this.hash = System.identityHashCode(store);
      this.directory = directory;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other || (other instanceof Given given && given.refersTo(get()));
    }
  }

  private final Backend backend;
  private final ReferenceQueue<TimeTravelStore<?, ?>> gone = new ReferenceQueue<>();
  private final Map<Given, Given> given = new ConcurrentHashMap<>();
  private final Collection<Call> underWay = ConcurrentHashMap.newKeySet();
  private volatile Optional<AssertionError> thrown = Optional.empty();

  Opener(Backend backend) {
    this.backend = backend;
  }

  /**
   * Returns what the backend lacks.
   *
   * @throws HookBroken if it does not say
   */
  Set<Lack> lacks() {
    Set<Lack> lacks =
        watched(
            "lacks()",
            true,
            "it has to return what the backend lacks, and Set.of() for nothing",
            backend::lacks);
    if (lacks == null) {
      throw new HookBroken("lacks() returned null; it has to return Set.of() for nothing", null);
    }
    return lacks;
  }

  /**
   * Opens the store in a directory. What it returns is the backend's store, whose {@code close} is
   * watched.
   *
   * @param damage what was done to the files in it, after " with "; empty for nothing
   * @param fresh whether no store was opened in the directory before
   * @throws HookBroken if what was given is no store, one that was given before, or one with
   *     something in it in a fresh directory
   */
  <K, V> TimeTravelStore<K, V> open(
      Path directory,
      String damage,
      boolean fresh,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options) {
    String call =
        "open(%s, %s, %s, %s)%s".formatted(directory, keys.name(), values.name(), options, damage);
    TimeTravelStore<K, V> store =
        watched(
            call,
            fresh,
            fresh
                ? "it has to return a new and empty store, for the directory is new and empty"
                : "it has to open the store that lies in the directory, or to say with an exception"
                    + " of SPEC why not",
            () -> backend.open(directory, keys, values, options));
    if (store == null) {
      throw new HookBroken(
          call + " returned null; it has to return the store of the directory, opened", null);
    }
    refuseAnother(call, store, directory);
    if (fresh) {
      refuseContents(call, store);
    }
    return closing(store, directory);
  }

  private void refuseAnother(String call, TimeTravelStore<?, ?> store, Path directory) {
    for (Reference<?> old = gone.poll(); old != null; old = gone.poll()) {
      given.keySet().remove(old);
    }
    Given now = new Given(store, directory, gone);
    Given before = given.putIfAbsent(now, now);
    if (before != null) {
      throw new HookBroken(
          ("%s returned the same store as it did before for %s; each call has to return a store of"
                  + " its own, for each is closed by itself")
              .formatted(
                  call, before.directory.equals(directory) ? "this directory" : before.directory),
          null);
    }
  }

  private static void refuseContents(String call, TimeTravelStore<?, ?> store) {
    Instant watermark;
    long times;
    try {
      watermark = Objects.requireNonNull(store.watermark(), "its watermark");
      times = store.times().limit(1_000).count();
    } catch (RuntimeException e) {
      throw new HookBroken(
          "%s returned a store that cannot be read: %s; it has to return an open store"
              .formatted(call, e),
          e);
    }
    if (times > 0 || !watermark.equals(Instant.MIN)) {
      throw new HookBroken(
          ("%s returned a store that has %d commits already and a watermark of %s, though the"
                  + " directory is new; a store has to lie in the directory that is given, where"
                  + " nothing is but what was put there")
              .formatted(call, times, watermark),
          null);
    }
  }

  /** Returns the store with a {@code close} that is watched. */
  @SuppressWarnings("unchecked") // a proxy of the interface, whatever its parameters
  private <K, V> TimeTravelStore<K, V> closing(TimeTravelStore<K, V> store, Path directory) {
    return (TimeTravelStore<K, V>)
        Proxy.newProxyInstance(
            Opener.class.getClassLoader(),
            new Class<?>[] {TimeTravelStore.class},
            new Closing(store, directory));
  }

  private final class Closing implements InvocationHandler {
    private final TimeTravelStore<?, ?> store;
    private final Path directory;

    Closing(TimeTravelStore<?, ?> store, Path directory) {
      this.store = store;
      this.directory = directory;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Exception {
      return switch (method.getName()) {
        case "equals" -> arguments != null && proxy == arguments[0];
        case "close" ->
            watched(
                "close() of the store in " + directory,
                false,
                "it has to close the store, and to do nothing if it is closed already",
                () -> call(store, method, arguments));
        default -> call(store, method, arguments);
      };
    }
  }

  /** Has a store checked by the backend, which is given what it gave. */
  @SuppressWarnings("unchecked") // the store that this one stands for has its parameters
  void checkAfterKill(TimeTravelStore<String, String> store) {
    Closing closing = (Closing) Proxy.getInvocationHandler(store);
    backend.checkAfterKill((TimeTravelStore<String, String>) closing.store);
  }

  /**
   * Returns the name of the class whose {@code open} other processes call.
   *
   * @throws HookBroken if another process cannot make an object of it
   */
  String inOtherProcesses() {
    Class<? extends TimeTravelStoreTck> test = backend.inOtherProcesses();
    try {
      if (test != null && !Modifier.isAbstract(test.getModifiers())) {
        return test.getDeclaredConstructor().getDeclaringClass().getName();
      }
    } catch (NoSuchMethodException e) {
      // it is said below
    }
    throw new HookBroken(
        ("inOtherProcesses() returned %s, of which another process can make no object; it has to"
                + " return a class with a constructor without arguments that is not an inner one")
            .formatted(test),
        null);
  }

  /** Returns the name of the backend's test. */
  String name() {
    return backend.name();
  }

  private static Object call(Object store, Method method, Object @Nullable [] arguments)
      throws Exception {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception exception ? exception : e;
    }
  }

  /** Calls the backend; what it throws breaks the hook, if it may throw nothing, or a rule. */
  private <T> T watched(String what, boolean throwsNothing, String mend, Callable<T> body) {
    Call call = new Call(what, mend, System.nanoTime());
    underWay.add(call);
    try {
      return body.call();
    } catch (Throwable e) {
      String sentence = "%s threw %s; %s".formatted(what, e, mend);
      thrown =
          Optional.of(
              throwsNothing ? new HookBroken(sentence, e) : new AssertionError(sentence, e));
      throw Opener.<RuntimeException>same(e);
    } finally {
      underWay.remove(call);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E same(Throwable e) throws E {
    throw (E) e;
  }

  /** Returns the sentence about a failure that is what the backend threw when it was called. */
  Optional<AssertionError> asThrown(Throwable failure) {
    return thrown.filter(sentence -> sentence.getCause() == failure);
  }

  /** Returns the sentence about the call that has been under way for so long, if there is one. */
  Optional<HookBroken> hanging(Duration atLeast) {
    long now = System.nanoTime();
    return underWay.stream()
        .filter(call -> now - call.begun() >= atLeast.toNanos())
        .min(Comparator.comparingLong(Call::begun))
        .map(
            call ->
                new HookBroken(
                    "%s has not returned after %s; %s"
                        .formatted(call.what(), Duration.ofNanos(now - call.begun()), call.mend()),
                    null));
  }
}
