// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import picocli.CommandLine.Option;

/** The options that choose a {@link Form}. */
final class FormOptions {
  @Option(names = "--json", description = "Write a JSON array.")
  private boolean json;

  @Option(names = "--jsonl", description = "Write JSON, an object a line.")
  private boolean jsonl;

  @Option(names = "--csv", description = "Write CSV, names in the first line.")
  private boolean csv;

  Form form() {
    if ((json && jsonl) || (json && csv) || (jsonl && csv)) {
      throw new UsageException("only one of --json, --jsonl and --csv");
    }
    if (json) {
      return Form.JSON;
    }
    if (jsonl) {
      return Form.JSONL;
    }
    return csv ? Form.CSV : Form.TABLE;
  }
}
