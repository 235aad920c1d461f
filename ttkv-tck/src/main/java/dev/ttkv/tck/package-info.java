// SPDX-License-Identifier: Apache-2.0
/**
 * The test kit of ttkv: {@link dev.ttkv.tck.TimeTravelStoreTck} is what the test class of a backend
 * extends. Its rules are those of {@code SPEC.md}, which this jar contains.
 */
@NullMarked
package dev.ttkv.tck;

import org.jspecify.annotations.NullMarked;
