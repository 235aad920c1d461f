// SPDX-License-Identifier: Apache-2.0
/**
 * What the writer of a backend needs: {@link dev.ttkv.spi.Engine} to implement, {@link
 * dev.ttkv.spi.EngineStore} to extend, {@link dev.ttkv.spi.StoreProvider} to be found.
 *
 * <p>An engine speaks bytes and {@code long} nanoseconds since the epoch and knows no rules; the
 * store over an engine knows all the rules and owns no storage. In this package {@link
 * Long#MIN_VALUE} stands for "before everything": no commit ever has that time.
 */
@NullMarked
package dev.ttkv.spi;

import org.jspecify.annotations.NullMarked;
