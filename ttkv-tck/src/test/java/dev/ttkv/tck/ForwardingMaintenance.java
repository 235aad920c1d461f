// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Erasure;
import dev.ttkv.Maintenance;
import dev.ttkv.Pin;
import dev.ttkv.Trimming;
import dev.ttkv.Verification;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;

/** Maintenance that does what that of a good store does, unless it is overridden. */
class ForwardingMaintenance implements Maintenance<Object> {
  final Maintenance<Object> good;

  ForwardingMaintenance(Maintenance<Object> good) {
    this.good = good;
  }

  @Override
  public Verification verify(LongConsumer progress) {
    return good.verify(progress);
  }

  @Override
  public Trimming trim(Instant horizon) {
    return good.trim(horizon);
  }

  @Override
  public Trimming planTrim(Instant horizon) {
    return good.planTrim(horizon);
  }

  @Override
  public Erasure erase(Collection<Object> keys) {
    return good.erase(keys);
  }

  @Override
  public Pin pin(String name, Instant at, Instant until) {
    return good.pin(name, at, until);
  }

  @Override
  public boolean unpin(String name) {
    return good.unpin(name);
  }

  @Override
  public List<Pin> pins() {
    return good.pins();
  }

  @Override
  public String digest(Instant time) {
    return good.digest(time);
  }

  @Override
  public void backup(Path target) {
    good.backup(target);
  }
}
