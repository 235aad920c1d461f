// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the tests of the chapters and runs them, whatever found them. */
final class Kit {
  /** The chapters, in the order in which they are run. */
  static final List<Class<?>> CHAPTERS =
      List.of(
          HookRules.class,
          SeedProperties.class,
          TimeRules.class,
          TimeEdgeRules.class,
          ReadingRules.class,
          SnapshotRules.class,
          MapRules.class,
          StreamRules.class,
          KeyRules.class,
          CodecRules.class,
          CodecNameRules.class,
          ChangeRules.class,
          GuardRules.class,
          CommitRules.class,
          TogetherRules.class,
          HistoryRules.class,
          ProgramRules.class,
          TrimRules.class,
          OvertakenRules.class,
          EraseRules.class,
          PinRules.class,
          RetentionRules.class,
          DigestRules.class,
          BackupRules.class,
          SurvivalRules.class,
          DamageRules.class,
          FlipRules.class,
          VerifyRules.class,
          CrashRules.class,
          OpeningRules.class,
          ConcurrencyRules.class,
          WholeCommitRules.class,
          MeanwhileRules.class);

  private static final int MOST_SHOWN = 4_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What a kill may take, the check after it included. */
  private static final Duration OF_A_KILL = Duration.ofSeconds(10);

  /** What a copy of a store with a flipped bit may take. */
  private static final Duration OF_A_FLIP = Duration.ofSeconds(1);

  /** How often to look whether a call of the backend hangs. */
  private static final Duration LOOK = Duration.ofMillis(200);

  /** How many tests may run out of time before the others are not run. */
  private static final int MOST_ENDLESS = 3;

  /**
   * A test: a method of a chapter.
   *
   * @param method the method, which takes a {@link Lab}
   * @param rules the rules that it tests, at least one
   */
  record Case(Method method, List<String> rules) {
    String chapter() {
      return method.getDeclaringClass().getSimpleName();
    }

    /** Returns what it tests, as a sentence: the rules and the method's name. */
    String sentence() {
      return String.join(", ", rules) + " " + method.getName().replace('_', ' ');
    }
  }

  /**
   * What became of a test.
   *
   * @param test the test
   * @param rule the rule that is broken if it failed; the foremost one otherwise
   * @param failure why it failed; empty if it passed
   */
  record Outcome(Case test, String rule, Optional<AssertionError> failure) {
    private Outcome(Case test) {
      this(test, test.rules().get(0), Optional.empty());
    }
  }

  private final Backend backend;
  private final Opener opener;
  private final Settings settings;
  private final Duration limit;
  private final Spec spec = Spec.load();
  private final AtomicInteger endless = new AtomicInteger();
  private volatile Optional<HookBroken> hung = Optional.empty();

  Kit(Backend backend, Settings settings) {
    this(backend, settings, LIMIT.multipliedBy((long) Math.max(1, Math.ceil(settings.tries()))));
  }

  /** Makes a kit whose tests end after {@code limit}. */
  Kit(Backend backend, Settings settings, Duration limit) {
    this.backend = backend;
    this.opener = new Opener(backend);
    this.settings = settings;
    this.limit = limit;
  }

  /** Returns the tests of all chapters, by chapter and rule. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Class<?> chapter : CHAPTERS) {
      Stream.of(chapter.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Rule.class))
          .map(method -> new Case(method, rules(method)))
          .sorted(
              Comparator.comparing((Case test) -> test.rules().get(0), Kit::compareRules)
                  .thenComparing(test -> test.method().getName()))
          .forEach(cases::add);
    }
    return cases;
  }

  private static List<String> rules(Method method) {
    return List.of(Objects.requireNonNull(method.getAnnotation(Rule.class)).value());
  }

  private static int compareRules(String a, String b) {
    return Arrays.compare(numbers(a), numbers(b));
  }

  private static int[] numbers(String rule) {
    return Stream.of(rule.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  /** Returns the tests that the settings select. */
  List<Case> selected() {
    return cases().stream()
        .filter(
            test ->
                settings.rules().isEmpty()
                    || test.rules().stream().anyMatch(settings.rules()::contains))
        .toList();
  }

  /** Returns the rules that the settings select and that can be tested. */
  List<String> testable() {
    return spec.entries().stream()
        .filter(Spec.Entry::isTestable)
        .map(Spec.Entry::id)
        .filter(id -> settings.rules().isEmpty() || settings.rules().contains(id))
        .toList();
  }

  /** Runs the tests that the settings select. */
  List<Outcome> run() {
    return selected().stream().map(this::run).toList();
  }

  /**
   * Runs a test, in a thread of its own so that it ends when its time is over. No test is run any
   * more once a call of {@code open} or {@code close} did not end, or some tests did not: the run
   * as a whole is to end too.
   */
  Outcome run(Case test) {
    if (hung.isPresent()) {
      return failed(test, new HookBroken("not run, for " + hung.get().getMessage(), null));
    }
    if (endless.get() >= MOST_ENDLESS) {
      return failed(
          test, new HookBroken("not run, for %d tests did not end".formatted(endless.get()), null));
    }
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try (Lab lab = new Lab(opener, settings)) {
                invoke(test.method(), lab);
              }
              return true;
            });
    Thread thread = new Thread(task, "ttkv-tck " + test.sentence());
    thread.setDaemon(true);
    long begun = System.nanoTime();
    Duration limit = limit(test);
    thread.start();
    try {
      while (System.nanoTime() - begun < limit.toNanos()) {
        if (hasEnded(task)) {
          return new Outcome(test);
        }
        hung = opener.hanging(limit.compareTo(LIMIT) < 0 ? limit : LIMIT);
        if (hung.isPresent()) {
          break;
        }
      }
      String stack = stack(thread);
      hung = hung.or(() -> opener.hanging(limit.dividedBy(2)));
      thread.interrupt();
      endless.incrementAndGet();
      return failed(
          test,
          hung.map(hook -> new HookBroken(hook.getMessage() + "\nIt was" + stack, null))
              .map(AssertionError.class::cast)
              .orElseGet(
                  () -> new AssertionError("it did not end within " + limit + "; it was" + stack)));
    } catch (ExecutionException e) {
      return failed(test, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return failed(test, new AssertionError("it was interrupted", e));
    }
  }

  private Duration limit(Case test) {
    Class<?> chapter = test.method().getDeclaringClass();
    if (chapter == CrashRules.class) {
      return limit.plus(OF_A_KILL.multipliedBy(settings.kills()));
    }
    return chapter == FlipRules.class
        ? limit.plus(OF_A_FLIP.multipliedBy((long) (settings.flips() * settings.tries())))
        : limit;
  }

  private static boolean hasEnded(FutureTask<Boolean> task)
      throws ExecutionException, InterruptedException {
    try {
      return task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static String stack(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .map(frame -> "\n    at " + frame)
        .collect(Collectors.joining());
  }

  private static void invoke(Method method, Lab lab) throws Exception {
    try {
      Object chapter = method.getDeclaringClass().getDeclaredConstructor().newInstance();
      method.invoke(chapter, lab);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      throw cause instanceof Exception exception ? exception : e;
    }
  }

  private Outcome failed(Case test, Throwable failure) {
    Throwable cause = opener.asThrown(failure).map(Throwable.class::cast).orElse(failure);
    List<String> rules = cause instanceof RuleBroken broken ? List.of(broken.rule()) : test.rules();
    String promised =
        rules.stream()
            .map(spec::entry)
            .map(
                entry ->
                    "SPEC %s [%s] %s (%s)"
                        .formatted(entry.id(), entry.kind(), entry.sentence(), entry.intent()))
            .collect(Collectors.joining("\n"));
    String what =
        (cause instanceof AssertionError ? "" : cause.getClass().getName() + ": ")
            + shortened(String.valueOf(cause.getMessage()).strip());
    String where = "in %s.%s".formatted(test.chapter(), test.method().getName());
    String message =
        """

        %s
        %s

        seed %d; to run it again: mvn test -Dtest=%s %s\
        """
            .formatted(
                cause instanceof HookBroken ? what : promised + "\n" + where + ":\n",
                cause instanceof HookBroken ? where : what,
                settings.seed(),
                backend.name(),
                settings.replay(test.rules().get(0)));
    return new Outcome(test, rules.get(0), Optional.of(new AssertionError(message, cause)));
  }

  /** Leaves out the middle of what nobody reads to its end, such as a list of all keys. */
  private static String shortened(String text) {
    return text.length() <= MOST_SHOWN
        ? text
        : "%s ... (%d characters) ... %s"
            .formatted(
                text.substring(0, MOST_SHOWN / 2),
                text.length() - MOST_SHOWN,
                text.substring(text.length() - MOST_SHOWN / 2));
  }
}
