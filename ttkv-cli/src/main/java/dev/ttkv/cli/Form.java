// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

/** The form in which a report is written. */
enum Form {
  /** For people. */
  TABLE,
  /** One JSON array. */
  JSON,
  /** One JSON object a line. */
  JSONL,
  /** RFC 4180 with a line of names, but with lines that end as they do on Unix. */
  CSV
}
