// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.sql.SQLException;

/** The reads that are measured. */
enum Read {
  GET("get") {
    @Override
    long run(Contestant contestant, Query query) throws SQLException {
      return contestant.get(query.key());
    }

    @Override
    long expected(Workload workload, Query query, boolean ownTimes) {
      return workload.expectedGet(query.number());
    }
  },
  GET_AS_OF("get as of") {
    @Override
    long run(Contestant contestant, Query query) throws SQLException {
      return contestant.getAsOf(query.key(), query.time());
    }

    @Override
    long expected(Workload workload, Query query, boolean ownTimes) {
      return workload.expectedGetAsOf(query.number(), query.put());
    }
  },
  HISTORY("history of a key") {
    @Override
    long run(Contestant contestant, Query query) throws SQLException {
      return contestant.history(query.key());
    }

    @Override
    long expected(Workload workload, Query query, boolean ownTimes) {
      return workload.expectedHistory(query.number());
    }
  },
  TIMES("newest 1,000 times") {
    @Override
    long run(Contestant contestant, Query query) throws SQLException {
      return contestant.times(1_000);
    }

    @Override
    long expected(Workload workload, Query query, boolean ownTimes) {
      return workload.expectedTimes(1_000, ownTimes);
    }
  },
  SCAN("scan as of") {
    @Override
    long run(Contestant contestant, Query query) throws SQLException {
      return contestant.scan(query.time());
    }

    @Override
    long expected(Workload workload, Query query, boolean ownTimes) {
      return workload.expectedScan(query.put());
    }
  };

  private final String title;

  Read(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  abstract long run(Contestant contestant, Query query) throws SQLException;

  abstract long expected(Workload workload, Query query, boolean ownTimes);
}
