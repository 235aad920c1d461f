// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import picocli.CommandLine.Command;

@Command(
    name = "delete",
    customSynopsis = "ttkv delete [STORE] KEY",
    description = {"Delete a key. Its versions stay readable as of any time before this one.", ""},
    sortOptions = false)
final class DeleteCommand extends StoreCommand {
  DeleteCommand(Terminal terminal) {
    super(terminal, OpenMode.EXISTING, "KEY");
  }

  @Override
  int run(Operands operands) {
    String key = operands.values().get(0);
    try (TimeTravelStore<String, String> store = open(operands)) {
      if (store.delete(key).isPresent()) {
        return ExitCode.OK;
      }
      terminal().message(key + ": nothing to delete");
      return ExitCode.NO;
    }
  }
}
