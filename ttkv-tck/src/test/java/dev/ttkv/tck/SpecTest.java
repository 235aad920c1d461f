// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SpecTest {
  private static final String TWO_RULES =
      """
      # Title

      Prose with **1.9** in it.

      **1.1** [must] The first
      sentence.
      *An
      intent.*

      **1.2** [untestable, because nobody looks] The second.
      *Another intent.*
      """;

  @Test
  void every_rule_that_can_be_tested_is_tested_and_no_other_one() {
    Set<String> tested = new TreeSet<>();
    Kit.cases().forEach(test -> tested.addAll(test.rules()));
    List<String> testable =
        Spec.load().entries().stream().filter(Spec.Entry::isTestable).map(Spec.Entry::id).toList();
    assertThat(tested).containsExactlyInAnyOrderElementsOf(testable);
  }

  @Test
  void every_annotated_method_is_found_once() {
    assertThat(Kit.cases()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    assertThat(Kit.cases().stream().map(Kit.Case::sentence)).doesNotHaveDuplicates();
  }

  @Test
  void a_rule_has_its_parts_on_one_line_each() {
    assertThat(Spec.parse(TWO_RULES).entries())
        .containsExactly(
            new Spec.Entry("1.1", "must", "The first sentence.", "An intent."),
            new Spec.Entry(
                "1.2", "untestable, because nobody looks", "The second.", "Another intent."));
    assertThat(Spec.parse(TWO_RULES).entry("1.2").isTestable()).isFalse();
    assertThat(Spec.parse(TWO_RULES.replace("\n", "\r\n")).ids()).containsExactly("1.1", "1.2");
  }

  @Test
  void a_rule_without_intent_kind_or_number_of_its_own_is_refused() {
    for (String broken :
        List.of(
            TWO_RULES.replace("*Another intent.*", ""),
            TWO_RULES.replace("[must] ", ""),
            TWO_RULES.replace("[must]", "[may]"),
            TWO_RULES.replace("**1.2**", "**1.1**"),
            "no rule")) {
      assertThatThrownBy(() -> Spec.parse(broken)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Spec.parse(TWO_RULES).entry("9.9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9.9")
        .hasMessageContaining("1.1, 1.2");
  }
}
