// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rules of {@code SPEC.md} that a method of a chapter tests, the foremost one first. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Rule {
  /** The numbers: {@code "2.1"}. */
  String[] value();
}
