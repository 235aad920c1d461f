// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the kit on every second of the stores that break the rules, from the first on. */
final class MatrixFirstHalfTest {
  @TestFactory
  Stream<DynamicTest> each_broken_store_fails_what_is_written_down() {
    return Matrix.half(0);
  }
}
