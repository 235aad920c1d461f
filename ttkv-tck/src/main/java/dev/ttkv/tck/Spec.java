// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of {@code SPEC.md}, in their order. */
final class Spec {
  /**
   * A rule.
   *
   * @param id its number: {@code 2.1}
   * @param kind {@code must}, {@code capability: ...}, {@code stochastic} or {@code untestable ...}
   * @param sentence what is promised, on one line
   * @param intent why, on one line
   */
  record Entry(String id, String kind, String sentence, String intent) {
    boolean isTestable() {
      return !kind.startsWith("untestable");
    }
  }

  private static final Pattern RULE =
      Pattern.compile(
          "^\\*\\*(\\d+\\.\\d+)\\*\\* \\[([^]]+)] (.+?)\\n\\*(.+?)\\*$",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("^\\*\\*\\d+\\.\\d+\\*\\*", Pattern.MULTILINE);
  private static final Pattern KIND =
      Pattern.compile("must|stochastic|(capability: |untestable, ).+");

  private final Map<String, Entry> entries;

  private Spec(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** Reads the specification that is packed into the kit. */
  static Spec load() {
    try (InputStream in = Spec.class.getResourceAsStream("SPEC.md")) {
      if (in == null) {
        throw new IllegalStateException("SPEC.md is missing in the jar of the kit");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Spec parse(String markdown) {
    String text = markdown.replace("\r\n", "\n");
    Map<String, Entry> entries = new LinkedHashMap<>();
    Matcher matcher = RULE.matcher(text);
    while (matcher.find()) {
      Entry entry =
          new Entry(
              matcher.group(1), matcher.group(2), line(matcher.group(3)), line(matcher.group(4)));
      if (!KIND.matcher(entry.kind()).matches()) {
        throw new IllegalArgumentException(
            "rule " + entry.id() + " is of no kind: " + entry.kind());
      }
      if (entries.put(entry.id(), entry) != null) {
        throw new IllegalArgumentException("there are two rules " + entry.id());
      }
    }
    long numbers = NUMBER.matcher(text).results().count();
    if (entries.isEmpty() || numbers != entries.size()) {
      throw new IllegalArgumentException(
          "a rule is written '**1.1** [kind] sentence', and its intent in italics: of %d rules %d are"
              .formatted(numbers, entries.size()));
    }
    return new Spec(entries);
  }

  private static String line(String paragraph) {
    return paragraph.replaceAll("\\s*\\n\\s*", " ").strip();
  }

  Set<String> ids() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  Collection<Entry> entries() {
    return Collections.unmodifiableCollection(entries.values());
  }

  Entry entry(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalArgumentException("there is no rule " + id + "; there are " + ids());
    }
    return entry;
  }
}
