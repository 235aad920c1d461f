// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.RecoveryNeededException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command on a store whose keys and values are text. */
abstract class StoreCommand implements Callable<Integer> {
  @Option(
      names = {"-s", "--store"},
      paramLabel = "STORE",
      description = "The store, instead of as the first argument.")
  private Optional<String> store = Optional.empty();

  @Parameters(hidden = true, arity = "0..*")
  private List<String> arguments = List.of();

  private final Terminal terminal;
  private final OpenMode mode;
  private final List<String> synopsis;

  /**
   * Makes a command.
   *
   * @param synopsis the names of what the command needs, after the store
   */
  StoreCommand(Terminal terminal, OpenMode mode, String... synopsis) {
    this.terminal = terminal;
    this.mode = mode;
    this.synopsis = List.of(synopsis);
  }

  @Override
  public final Integer call() {
    Operands operands = Operands.of(arguments, synopsis, store, terminal.host().variables());
    return run(operands);
  }

  /** Runs the command and returns its exit code. */
  abstract int run(Operands operands);

  final TimeTravelStore<String, String> open(Operands operands) {
    try {
      return open(operands, mode);
    } catch (RecoveryNeededException e) {
      if (mode != OpenMode.READ_ONLY) {
        throw e;
      }
      // as a database does by itself: who reads after a crash need not know of it
      return open(operands, OpenMode.EXISTING);
    }
  }

  private TimeTravelStore<String, String> open(Operands operands, OpenMode how) {
    StoreOptions options = StoreOptions.defaults().withClock(clock()).withMode(how);
    return TimeTravelStore.open(operands.location(), KeyCodec.utf8(), Codec.utf8(), options);
  }

  final Terminal terminal() {
    return terminal;
  }

  final Output output() {
    return terminal.output();
  }

  final InstantSource clock() {
    return terminal.host().clock();
  }
}
