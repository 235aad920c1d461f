// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.OpenMode;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
    name = "put",
    customSynopsis = "ttkv put [STORE] KEY VALUE",
    description = {
      "Put a value. The one before it stays readable as of any time before this one.",
      "",
      "A VALUE of - is read from standard input, exactly as it comes; a VALUE or KEY that begins"
          + " with - and is no number goes after --. A store that is not there is created, unless"
          + " it is written STORE?mode=existing.",
      ""
    },
    sortOptions = false)
final class PutCommand extends StoreCommand {
  private static final int MAX_VALUE = 256 << 20;

  PutCommand(Terminal terminal) {
    super(terminal, OpenMode.CREATE, "KEY", "VALUE");
  }

  @Override
  int run(Operands operands) {
    String key = operands.values().get(0);
    String argument = operands.values().get(1);
    String value = argument.equals("-") ? standardInput() : argument;
    try (TimeTravelStore<String, String> store = open(operands)) {
      boolean isNew = store.watermark().equals(Instant.MIN);
      store.put(key, value);
      if (isNew) {
        terminal().message("began a new history in " + operands.location());
      }
    }
    return ExitCode.OK;
  }

  private String standardInput() {
    try {
      byte[] bytes = terminal().host().in().readNBytes(MAX_VALUE + 1);
      if (bytes.length > MAX_VALUE) {
        throw new UsageException(
            String.format(Locale.ROOT, "standard input is longer than %,d bytes", MAX_VALUE));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException("standard input is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UsageException("standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
