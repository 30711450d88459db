package org.neocog.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelled word was meant to be. Provided by the framework. */
public final class Nearest {
    private Nearest() {}

    /**
     * Finds the candidate with the fewest typing errors, if it is near enough to be meant.
     *
     * <p>A typing error is a letter missing, added, changed, or two neighbours swapped. Case, and {@code _} for {@code
     * -}, do not count. Near enough is a third of the longer word, at least one error, and less than the whole word.
     *
     * @param word what was written
     * @param candidates what would be valid
     * @return the nearest candidate, the first one of equals, or empty if none is near
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String best = null;
        int bestErrors = Integer.MAX_VALUE;
        String written = plain(word);
        for (String candidate : candidates) {
            String valid = plain(candidate);
            int longer = Math.max(written.length(), valid.length());
            int allowed = Math.min(Math.max(1, longer / 3), Math.min(written.length(), valid.length()) - 1);
            if (Math.abs(written.length() - valid.length()) > allowed) {
                continue;
            }
            int errors = errors(written, valid);
            if (errors <= allowed && errors < bestErrors) {
                best = candidate;
                bestErrors = errors;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The optimal string alignment distance; Damerau 1964, restricted to one edit of each substring. */
    private static int errors(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
