// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

/** A place in the log: the number of the segment and the offset in its file, ordered as the log. */
final class Position {
  private Position() {}

  static long of(int segment, int offset) {
    return (long) segment << Integer.SIZE | offset;
  }

  static int segment(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  static int offset(long position) {
    return (int) position;
  }

  static String describe(long position) {
    return "segment %d, offset %d".formatted(segment(position), offset(position));
  }
}
