// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.time.Instant;
import java.util.List;

/** A step that makes a store forget, or asks for what tells one history from another. */
sealed interface Forgetting extends Op {
  /** Tells whether an answer as of a time that can still be read is the same afterwards. */
  boolean leaves(Question question);

  /** Moving the horizon. */
  record Trim(When time) implements Forgetting {
    @Override
    public Object ask(Run run) {
      run.store().maintenance().trim(time.in(run));
      return run.store().horizon();
    }

    @Override
    public Object expect(Run run) {
      run.model().trim(time.in(run));
      return run.model().horizon;
    }

    @Override
    public boolean leaves(Question question) {
      return !(question instanceof Question.Look || question instanceof Question.Past);
    }

    @Override
    public String java(Run run) {
      return "store.maintenance().trim(" + time.java(run) + ")";
    }

    @Override
    public String rule() {
      return "6.1";
    }
  }

  /** Erasing a key. */
  record Erase(String key) implements Forgetting {
    @Override
    public Object ask(Run run) {
      return run.store().maintenance().erase(List.of(key)).versions();
    }

    @Override
    public Object expect(Run run) {
      return run.model().erase(key);
    }

    @Override
    public boolean leaves(Question question) {
      return false;
    }

    @Override
    public String java(Run run) {
      return "store.maintenance().erase(List.of(" + Text.java(key) + "))";
    }

    @Override
    public String rule() {
      return "6.3";
    }
  }

  /** The digest of the history through a time. */
  record Digest(When time) implements Forgetting {
    @Override
    public Object ask(Run run) {
      return run.store().maintenance().digest(time.in(run));
    }

    @Override
    public Object expect(Run run) {
      Instant through = time.settled(run);
      run.model().requireKept(through);
      return ModelDigest.of(run.model(), run.keys(), through);
    }

    @Override
    public boolean leaves(Question question) {
      return true;
    }

    @Override
    public String java(Run run) {
      return "store.maintenance().digest(" + time.java(run) + ")";
    }

    @Override
    public String rule() {
      return "8.2";
    }
  }
}
