// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ZoneHistoryTest {
  private static final int LAST_YEAR = 2026;

  @Test
  void through_hasEveryTransition() {
    ZoneHistory history = ZoneHistory.through(Shell.NOW);
    List<String> expected = new ArrayList<>();
    for (String zone : ZoneId.getAvailableZoneIds()) {
      ZoneRules rules = ZoneId.of(zone).getRules();
      expected.add(zone + " " + ZoneHistory.BEGINNING);
      transitions(rules).stream()
          .filter(transition -> !transition.getInstant().isAfter(Shell.NOW))
          .forEach(transition -> expected.add(zone + " " + transition.getInstant()));
    }
    List<String> actual = new ArrayList<>();
    history
        .commits()
        .forEach(
            (time, changes) -> changes.keySet().forEach(zone -> actual.add(zone + " " + time)));
    Collections.sort(actual);
    Collections.sort(expected);
    assertThat(actual).isEqualTo(expected);
    assertThat(history.versions()).isEqualTo(expected.size()).isGreaterThan(30_000);
  }

  // what the rules list one by one, and then what their yearly rules give
  private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
    List<ZoneOffsetTransition> transitions = new ArrayList<>(rules.getTransitions());
    Instant last =
        transitions.isEmpty() ? Instant.MIN : transitions.get(transitions.size() - 1).getInstant();
    for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
      int first = LocalDate.ofInstant(last, ZoneOffset.UTC).getYear();
      for (int year = first; year <= LAST_YEAR; year++) {
        ZoneOffsetTransition transition = rule.createTransition(year);
        if (transition.getInstant().isAfter(last)) {
          transitions.add(transition);
        }
      }
    }
    return transitions;
  }

  @Test
  void through_beforeAnyTransition() {
    ZoneHistory history = ZoneHistory.through(Instant.parse("1820-01-01T00:00:00Z"));
    assertThat(history.commits()).containsOnlyKeys(ZoneHistory.BEGINNING);
    assertThat(history.versions()).isEqualTo(ZoneId.getAvailableZoneIds().size());
    assertThat(history.commits().firstEntry().getValue())
        .containsEntry("Europe/London", "-00:01:15")
        .containsEntry("UTC", "+00:00");
  }

  @Test
  void through_transitionAtNow() {
    Instant change = Instant.parse("2018-05-04T15:00:00Z");
    assertThat(ZoneHistory.through(change).commits().get(change)).containsKey("Asia/Pyongyang");
    assertThat(ZoneHistory.through(change.minusNanos(1)).commits()).doesNotContainKey(change);
  }
}
