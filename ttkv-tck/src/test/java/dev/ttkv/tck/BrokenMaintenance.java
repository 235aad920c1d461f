// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.Maintenance;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Verification;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** Stores that do not find what is wrong with them, or find what is not. */
final class BrokenMaintenance {
  private BrokenMaintenance() {}

  static List<Broken> all() {
    return List.of(
        verifying(
            "finds every store clean",
            (store, progress) -> {
              Verification verification = store.maintenance().verify(progress);
              return new Verification(
                  verification.through(),
                  verification.commits(),
                  verification.versions(),
                  verification.keys(),
                  0,
                  List.of());
            }),
        verifying(
            "looks at nothing but its change feed when it verifies",
            (store, progress) -> {
              Verification verification = store.maintenance().verify(progress);
              List<Finding> findings = List.of();
              try {
                store.commits(TimeRange.all(), Order.ASCENDING).forEach(commit -> {});
              } catch (DamagedStoreException e) {
                findings = List.of(Finding.of(String.valueOf(e.getMessage())));
              }
              return new Verification(
                  verification.through(),
                  verification.commits(),
                  verification.versions(),
                  verification.keys(),
                  findings.size(),
                  findings);
            }),
        verifying(
            "stops verifying at the first damage",
            (store, progress) -> {
              Verification verification = store.maintenance().verify(progress);
              if (!verification.clean()) {
                throw new DamagedStoreException(verification.findings().get(0).toString());
              }
              return verification;
            }),
        verifying(
            "miscounts what it verifies",
            (store, progress) -> {
              Verification verification = store.maintenance().verify(progress);
              return new Verification(
                  verification.through(),
                  verification.commits(),
                  verification.versions(),
                  store.latest().count(),
                  verification.found(),
                  verification.findings());
            }),
        verifying(
            "does not say how far it is with verifying",
            (store, progress) -> store.maintenance().verify(verified -> {})),
        verifying(
            "writes when it verifies",
            (store, progress) -> {
              Verification verification = store.maintenance().verify(progress);
              store.put("verified", "yes");
              return verification;
            }),
        Broken.store(
            "verifies after closing",
            store ->
                new ForwardingStore(store) {
                  private final Maintenance<Object> maintenance = good.maintenance();
                  private boolean closed;

                  @Override
                  public Maintenance<Object> maintenance() {
                    return new ForwardingMaintenance(maintenance) {
                      @Override
                      public Verification verify(LongConsumer progress) {
                        return closed
                            ? new Verification(Instant.MIN, 0, 0, 0, 0, List.of())
                            : good.verify(progress);
                      }
                    };
                  }

                  @Override
                  public void close() {
                    closed = true;
                    good.close();
                  }
                }));
  }

  @FunctionalInterface
  private interface Verifying {
    Verification verify(TimeTravelStore<Object, Object> good, LongConsumer progress);
  }

  private static Broken verifying(String name, Verifying verifying) {
    UnaryOperator<TimeTravelStore<Object, Object>> decorator =
        store ->
            new ForwardingStore(store) {
              @Override
              public Maintenance<Object> maintenance() {
                TimeTravelStore<Object, Object> store = good;
                return new ForwardingMaintenance(good.maintenance()) {
                  @Override
                  public Verification verify(LongConsumer progress) {
                    return verifying.verify(store, progress);
                  }
                };
              }
            };
    return Broken.store(name, decorator);
  }
}
