// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A store and what it is held against. None of the entrants of a contest syncs its commits. */
enum Contest {
  MEMORY(
      1,
      new Entrant("ttkv memory", (folder, workload) -> new StoreContestant("memory:")),
      new Entrant("raw loop", (folder, workload) -> new RawMemory()),
      new Entrant("map of TreeMaps", (folder, workload) -> new TreeMaps())),
  SQLITE(
      1_000,
      store("sqlite"),
      new Entrant("raw loop", (folder, workload) -> new RawSqlite(folder)),
      new Entrant("three columns", (folder, workload) -> new ThreeColumns(folder))),
  MAPDB(
      1_000,
      store("mapdb"),
      new Entrant("raw loop and log", (folder, workload) -> new RawMapdb(folder))),
  CHRONICLE(
      1_000,
      store("chronicle"),
      new Entrant("raw loop and log", (folder, workload) -> new RawChronicle(folder, workload)));

  private final int mostPutsACommit;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes it
  private final List<Entrant> entrants;

  Contest(int mostPutsACommit, Entrant... entrants) {
    this.mostPutsACommit = mostPutsACommit;
    this.entrants = List.of(entrants);
  }

  private static Entrant store(String scheme) {
    return new Entrant(
        "ttkv " + scheme,
        (folder, workload) ->
            new StoreContestant(
                scheme + ":" + folder.resolve("bench." + scheme) + "?durability=process"));
  }

  static Optional<Contest> named(String name) {
    return Arrays.stream(values())
        .filter(contest -> contest.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  int mostPutsACommit() {
    return mostPutsACommit;
  }

  /** Returns them, the store first. */
  List<Entrant> entrants() {
    return entrants;
  }
}
