package org.neocog.experiment;

import java.util.List;
import java.util.regex.Pattern;

/** Patterns of names of parameters, in which {@code *} stands for any characters, dots too: {@code *.bias}, {@code layer1.*}. */
public final class NamePattern {
    private NamePattern() {}

    /** Whether a name is as a pattern says. */
    public static boolean matches(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            regex.append(".*").append(Pattern.quote(parts[i]));
        }
        return name.matches(regex.toString());
    }

    /** Whether a name is as one of the patterns says. */
    public static boolean matchesAny(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }
}
