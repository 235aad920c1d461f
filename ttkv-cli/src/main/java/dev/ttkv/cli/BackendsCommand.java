// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.spi.StoreProvider;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "backends",
    description = {"Write the backends that are present: what a location may begin with.", ""},
    sortOptions = false)
final class BackendsCommand implements Callable<Integer> {
  private static final List<Column<StoreProvider>> SHOWN =
      List.of(
          Column.of("SCHEME", StoreProvider::scheme),
          Column.of("PROVIDER", provider -> provider.getClass().getName()),
          Column.optional("FROM", BackendsCommand::origin));
  private static final List<Column<StoreProvider>> EXACT =
      List.of(
          Column.of("scheme", StoreProvider::scheme),
          Column.of("provider", provider -> provider.getClass().getName()),
          Column.optional("from", BackendsCommand::origin));

  @Mixin private final FormOptions form = new FormOptions();
  private final Terminal terminal;

  BackendsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Stream<StoreProvider> providers =
        ServiceLoader.load(StoreProvider.class).stream()
            .flatMap(this::instance)
            .sorted(Comparator.comparing(StoreProvider::scheme));
    long found = new Report<>(SHOWN, EXACT).write(providers, form.form(), terminal);
    return found > 0 ? ExitCode.OK : ExitCode.NO;
  }

  private Stream<StoreProvider> instance(ServiceLoader.Provider<StoreProvider> provider) {
    try {
      return Stream.of(provider.get());
    } catch (ServiceConfigurationError e) {
      terminal.message("a backend does not load: " + e.getMessage());
      return Stream.empty();
    }
  }

  private static Optional<String> origin(StoreProvider provider) {
    return Optional.ofNullable(provider.getClass().getProtectionDomain().getCodeSource())
        .map(CodeSource::getLocation)
        .map(location -> Path.of(location.getPath()).getFileName())
        .map(Path::toString);
  }
}
