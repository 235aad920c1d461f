// SPDX-License-Identifier: Apache-2.0
/**
 * A commit log on disk, which is the truth of a store, and an engine over it that finds the
 * versions of a key through an index. The index is another storage engine's, fast but without the
 * promises that a store makes; it can be made anew from the log at any time.
 */
@NullMarked
package dev.ttkv.log;

import org.jspecify.annotations.NullMarked;
