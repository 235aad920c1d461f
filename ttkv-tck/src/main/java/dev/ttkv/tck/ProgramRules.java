// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.tck.Programs.Topic;
import java.util.EnumSet;
import java.util.Set;

/** Random programs, every answer of which is compared with that of the model. */
final class ProgramRules {
  private static final int TRIES = 200;

  @Rule({"1.1", "1.3", "1.6"})
  void stamps_and_watermarks_are_those_of_the_model(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.TIME));
  }

  @Rule({"2.1", "2.2", "2.3"})
  void reads_as_of_any_time_are_those_of_the_model(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.READS, Topic.TIME));
  }

  @Rule("2.4")
  void the_past_is_repeatable_whatever_comes(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.READS, Topic.SNAPSHOTS, Topic.REOPEN, Topic.TIME));
  }

  @Rule("2.7")
  void snapshots_say_what_the_model_says(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.SNAPSHOTS));
  }

  @Rule("2.8")
  void streams_give_what_was_there_at_the_call(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.STREAMS));
  }

  @Rule({"3.5", "3.6", "4.2", "4.4"})
  void batches_do_what_they_do_to_the_model(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.BATCHES));
  }

  @Rule({"5.1", "5.2"})
  void histories_are_those_of_the_model(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.HISTORY));
  }

  @Rule({"5.2", "5.3"})
  void feeds_and_differences_are_those_of_the_model(Lab lab) {
    Programs.check(lab, TRIES, EnumSet.of(Topic.FEED, Topic.TIME));
  }

  @Rule({"2.6", "6.1", "6.3", "8.2"})
  void what_is_left_of_a_history_is_as_the_model_has_it(Lab lab) {
    if (lab.forgets()) {
      Programs.check(lab, 2 * TRIES, EnumSet.complementOf(EnumSet.of(Topic.STREAMS)));
    }
  }

  @Rule({"2.4", "4.1", "7.1"})
  void everything_together_is_as_the_model_has_it(Lab lab) {
    Set<Topic> all = EnumSet.complementOf(EnumSet.of(Topic.FORGETTING));
    Programs.check(lab, 2 * TRIES, all);
  }
}
