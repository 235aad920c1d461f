// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Difference;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the demo shows, on one screen of 80 columns. */
final class DemoReport {
  private static final int SHOWN_DISAGREEMENTS = 5;
  private static final int SHOWN_DIFFERENCES = 6;
  private static final int QUARTER_HOUR = 15 * 60;
  private static final int FIRST_YEAR = 1900;
  private static final int YEARS_PER_COLUMN = 2;
  private static final int YEARS_PER_MARK = 20;
  private static final String CHARTED = "Europe/London";
  private static final String FOLLOWED = "Asia/Pyongyang";
  private static final List<String> COMPARED =
      List.of(CHARTED, "America/New_York", "Asia/Kolkata", "Pacific/Apia");
  private static final List<Integer> COMPARED_YEARS = List.of(1890, 1941, 1985, 2011);
  private static final List<Integer> COUNTED_YEARS = List.of(1850, 1890, 1910, 1930, 1970);
  private static final Instant DIFF_AFTER = date(2014, 1);
  private static final Instant DIFF_THROUGH = date(2020, 1);

  private final Output output;
  private final Instant now;

  DemoReport(Output output, Instant now) {
    this.output = output;
    this.now = now;
  }

  /** Says what was loaded, from where and to where. */
  void loaded(ZoneHistory history, String location, Duration taken) {
    double seconds = Math.max(1, taken.toNanos()) / 1e9;
    line(
        "%s  Time zone offsets since 1800, out of Java %s (tzdb %s)",
        output.bold("ttkv demo"),
        System.getProperty("java.version"),
        ZoneRulesProvider.getVersions(CHARTED).lastKey());
    line(
        "loaded     %,d versions of %,d keys in %,d commits",
        history.versions(),
        history.commits().firstEntry().getValue().size(),
        history.commits().size());
    line(
        "in         %.2f s: %,.0f versions/s, %,.0f commits/s",
        seconds, history.versions() / seconds, history.commits().size() / seconds);
    line("into       %s", Text.escape(location));
  }

  /** Shows what can be asked of a store. */
  void show(TimeTravelStore<String, String> store) {
    showMoments(store);
    showHistory(store);
    showChart(store);
    showDifferences(store);
    showCounts(store);
  }

  private void showMoments(TimeTravelStore<String, String> store) {
    List<Instant> times =
        Stream.concat(COMPARED_YEARS.stream().map(year -> date(year, 7)), Stream.of(now)).toList();
    heading("Offsets from UTC as of any moment", "store.get(zone, time)");
    line("  %-18s%s", "", cells(times.stream().map(DemoReport::day)));
    for (String zone : COMPARED) {
      line("  %-18s%s", zone, cells(times.stream().map(t -> value(store, zone, t))));
    }
  }

  private void showHistory(TimeTravelStore<String, String> store) {
    heading("Every version of " + FOLLOWED, "store.history(zone)");
    store.history(FOLLOWED).forEach(this::showVersion);
  }

  private void showVersion(Version<String> version) {
    line(
        "  %-12sfrom %s until %s",
        version.value().orElse("-"),
        version.from(),
        version.until().map(Instant::toString).orElse("now"));
  }

  private void showChart(TimeTravelStore<String, String> store) {
    int lastYear = LocalDate.ofInstant(now, ZoneOffset.UTC).getYear();
    List<Integer> years =
        IntStream.rangeClosed(0, (lastYear - FIRST_YEAR) / YEARS_PER_COLUMN)
            .mapToObj(i -> FIRST_YEAR + i * YEARS_PER_COLUMN)
            .toList();
    heading(CHARTED + ", from +00:00 to +02:00", "");
    for (int month : List.of(1, 7)) {
      List<Integer> offsets =
          years.stream().map(year -> seconds(value(store, CHARTED, date(year, month)))).toList();
      line("  %s   %s", month == 1 ? "1 Jan" : "1 Jul", Sparkline.draw(offsets, 0, 2 * 60 * 60));
    }
    String marks =
        years.stream()
            .filter(year -> year % YEARS_PER_MARK == 0)
            .map(year -> String.format(Locale.ROOT, "%-10d", year))
            .collect(Collectors.joining());
    line("          %s", output.dim(marks.stripTrailing()));
  }

  private void showDifferences(TimeTravelStore<String, String> store) {
    heading(
        "Changed from %s to %s".formatted(day(DIFF_AFTER), day(DIFF_THROUGH)),
        "store.diff(time, time)");
    List<Difference<String, String>> differences = store.diff(DIFF_AFTER, DIFF_THROUGH).toList();
    List<String> shown =
        differences.stream().limit(SHOWN_DIFFERENCES).map(DemoReport::change).toList();
    for (int i = 0; i < shown.size(); i += 2) {
      line("  %s", String.join("", shown.subList(i, Math.min(i + 2, shown.size()))));
    }
    line("  and %,d more", Math.max(0, differences.size() - SHOWN_DIFFERENCES));
  }

  private static String change(Difference<String, String> difference) {
    return String.format(
        Locale.ROOT,
        "%-22s%-18s",
        difference.key(),
        difference.before().orElse("-") + " -> " + difference.after().orElse("-"));
  }

  private void showCounts(TimeTravelStore<String, String> store) {
    List<Instant> times =
        Stream.concat(COUNTED_YEARS.stream().map(year -> date(year, 1)), Stream.of(now)).toList();
    heading("Zones that are whole quarters of an hour from UTC", "store.asOf(time).entries()");
    line("  %s", cells(times.stream().map(DemoReport::day)));
    line("  %s", cells(times.stream().map(t -> quarterHours(store.asOf(t)))));
  }

  private static String quarterHours(Snapshot<String, String> snapshot) {
    long standard = snapshot.entries().filter(e -> seconds(e.value()) % QUARTER_HOUR == 0).count();
    return standard + " of " + snapshot.count();
  }

  /** Asks the store and the rules the same; tells whether they agree on everything. */
  boolean check(ZoneCheck check) {
    heading("Checked against java.time.zone.ZoneRules", "");
    Map<ZoneCheck.Kind, ZoneCheck.Result> results = new EnumMap<>(ZoneCheck.Kind.class);
    for (ZoneCheck.Kind kind : ZoneCheck.Kind.values()) {
      results.put(kind, check.ask(kind));
    }
    results.forEach((kind, result) -> line("  %-32s%15s", kind, share(result)));
    ZoneCheck.Result versions = check.everyVersion();
    line("  %-32s%15s", "every version in the store", share(versions));
    Stream.concat(results.values().stream(), Stream.of(versions))
        .flatMap(result -> result.disagreements().stream())
        .limit(SHOWN_DISAGREEMENTS)
        .forEach(this::showDisagreement);
    long asked = results.values().stream().mapToLong(ZoneCheck.Result::asked).sum();
    long agreed = results.values().stream().mapToLong(ZoneCheck.Result::agreed).sum();
    boolean perfect = agreed == asked && versions.isPerfect();
    String verdict = String.format(Locale.ROOT, "%,d of %,d agree", agreed, asked);
    output.line(perfect ? output.good(verdict) : output.bad(verdict));
    return perfect;
  }

  private static String share(ZoneCheck.Result result) {
    return String.format(Locale.ROOT, "%,d of %,d", result.agreed(), result.asked());
  }

  private void showDisagreement(ZoneCheck.Disagreement disagreement) {
    line(
        "  %s as of %s: expected %s, found %s",
        Text.escape(disagreement.zone()),
        disagreement.time(),
        disagreement.expected(),
        Text.escape(disagreement.actual()));
  }

  /** Says how to look at the store that was made. */
  void goOn(String command, String store) {
    String quoted =
        store.matches("[A-Za-z0-9/._-]+") ? store : "'" + store.replace("'", "'\\''") + "'";
    heading("Look around", "");
    line("  export TTKV_STORE=%s", Text.escape(quoted));
    line("  %s get %s --at 1941-07-01", command, CHARTED);
    line("  %s history %s", command, CHARTED);
    line("  %s list --prefix Africa/ --at 1900-01-01", command);
  }

  private static String value(TimeTravelStore<String, String> store, String zone, Instant time) {
    return store.get(zone, time).orElse("-");
  }

  private static int seconds(String offset) {
    return offset.equals("-") ? 0 : ZoneOffset.of(offset).getTotalSeconds();
  }

  private static Instant date(int year, int month) {
    return LocalDate.of(year, month, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
  }

  private static String cells(Stream<String> cells) {
    return cells
        .map(cell -> String.format(Locale.ROOT, "%-12s", cell))
        .collect(Collectors.joining());
  }

  private void heading(String title, String call) {
    output.line("");
    output.line(output.bold(title) + (call.isEmpty() ? "" : "   " + output.dim(call)));
  }

  private void line(String format, Object... arguments) {
    output.line(String.format(Locale.ROOT, format, arguments).stripTrailing());
  }
}
