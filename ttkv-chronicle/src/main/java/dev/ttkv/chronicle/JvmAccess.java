// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import java.util.ArrayList;
import java.util.List;

/** What Chronicle Map needs of the virtual machine, looked for before any of its classes loads. */
final class JvmAccess {
  private static final String COMPILER = "jdk.compiler";

  /**
   * Something that must be open or exported to Chronicle Map.
   *
   * @param module the module
   * @param packageName the package
   * @param open whether it must be open, and not only exported
   */
  private record Need(String module, String packageName, boolean open) {
    String flag() {
      return "--add-%s=%s/%s=ALL-UNNAMED"
          .formatted(open ? "opens" : "exports", module, packageName);
    }

    boolean isMet(Module user) {
      return ModuleLayer.boot()
          .findModule(module)
          .map(
              found -> open ? found.isOpen(packageName, user) : found.isExported(packageName, user))
          .orElse(false);
    }
  }

  private static final List<Need> NEEDS =
      List.of(
          new Need("java.base", "jdk.internal.ref", false),
          new Need("java.base", "sun.nio.ch", false),
          new Need(COMPILER, "com.sun.tools.javac.file", false),
          new Need("java.base", "java.lang", true),
          new Need("java.base", "java.lang.reflect", true));

  private JvmAccess() {}

  /**
   * Refuses a virtual machine that Chronicle Map would fail in.
   *
   * @throws IllegalStateException if there is no compiler, flags are missing, or Chronicle Map is
   *     not on the class path
   */
  static void require() {
    Module user = JvmAccess.class.getModule();
    if (user.isNamed()) {
      throw new IllegalStateException(
          "Chronicle Map works on the class path only: ttkv-chronicle is the module "
              + user.getName());
    }
    if (ModuleLayer.boot().findModule(COMPILER).isEmpty()) {
      throw new IllegalStateException(
          "Chronicle Map compiles code while it runs, and this Java has no compiler: run it with a"
              + " JDK (one that has the module jdk.compiler), not a JRE");
    }
    List<String> missing = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Need need : NEEDS) {
      all.add(need.flag());
      if (!need.isMet(user)) {
        missing.add(need.flag());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "Chronicle Map needs Java to be started with %s (missing: %s)"
              .formatted(String.join(" ", all), String.join(" ", missing)));
    }
  }
}
