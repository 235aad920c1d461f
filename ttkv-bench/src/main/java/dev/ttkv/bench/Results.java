// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured of each entrant in each round, as a table of medians and ratios. */
final class Results {
  private final List<Entrant> entrants;
  private final Map<String, Map<Entrant, List<Double>>> measures = new LinkedHashMap<>();

  Results(List<Entrant> entrants) {
    this.entrants = entrants;
  }

  void add(String measure, Entrant entrant, double value) {
    measures
        .computeIfAbsent(measure, m -> new LinkedHashMap<>())
        .computeIfAbsent(entrant, e -> new ArrayList<>())
        .add(value);
  }

  /**
   * Returns a table in Markdown: the median of each entrant, and how many times each other one the
   * first is, as the median, least and greatest of the ratios of the rounds.
   */
  String table(String title) {
    StringBuilder table = new StringBuilder("| ").append(title).append(" |");
    entrants.forEach(entrant -> table.append(' ').append(entrant).append(" |"));
    List<Entrant> others = entrants.subList(1, entrants.size());
    others.forEach(other -> table.append(" against ").append(other).append(" |"));
    table.append("\n|---|").append("---:|".repeat(entrants.size() + others.size()));
    for (String measure : measures.keySet()) {
      table.append("\n| ").append(measure).append(" |");
      for (Entrant entrant : entrants) {
        table.append(' ').append(number(median(values(measure, entrant)))).append(" |");
      }
      for (Entrant other : others) {
        List<Double> ratios = ratios(measure, other);
        table.append(
            String.format(
                Locale.ROOT,
                " **%s** (%s to %s) |",
                number(median(ratios)),
                number(Collections.min(ratios)),
                number(Collections.max(ratios))));
      }
    }
    return table.append('\n').toString();
  }

  private List<Double> values(String measure, Entrant entrant) {
    return measures.getOrDefault(measure, Map.of()).getOrDefault(entrant, List.of());
  }

  private List<Double> ratios(String measure, Entrant other) {
    List<Double> mine = values(measure, entrants.get(0));
    List<Double> theirs = values(measure, other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < mine.size(); i++) {
      ratios.add(mine.get(i) / theirs.get(i));
    }
    return ratios;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String number(double number) {
    return String.format(
        Locale.ROOT, number >= 100 ? "%,.0f" : number >= 10 ? "%.1f" : "%.2f", number);
  }
}
