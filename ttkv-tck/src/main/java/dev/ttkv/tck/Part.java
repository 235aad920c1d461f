// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import java.util.Optional;

/** A part of the batch of a random program. */
sealed interface Part {
  void addTo(Batch<String, String> batch, Run run);

  String java(Run run);

  /** A change of a batch; no value for a deletion. */
  record Change(String key, Optional<String> value) implements Part {
    @Override
    public void addTo(Batch<String, String> batch, Run run) {
      value.ifPresentOrElse(text -> batch.put(key, text), () -> batch.delete(key));
    }

    @Override
    public String java(Run run) {
      return value
          .map(text -> ".put(" + Text.java(key) + ", " + Text.java(text) + ")")
          .orElseGet(() -> ".delete(" + Text.java(key) + ")");
    }
  }

  /** A condition of a batch; without a time, that the key has no value. */
  record Condition(String key, Optional<When> unchangedSince) implements Part {
    @Override
    public void addTo(Batch<String, String> batch, Run run) {
      unchangedSince.ifPresentOrElse(
          when -> batch.ifUnchangedSince(key, when.in(run)), () -> batch.ifAbsent(key));
    }

    @Override
    public String java(Run run) {
      return unchangedSince
          .map(when -> ".ifUnchangedSince(" + Text.java(key) + ", " + when.java(run) + ")")
          .orElseGet(() -> ".ifAbsent(" + Text.java(key) + ")");
    }
  }
}
