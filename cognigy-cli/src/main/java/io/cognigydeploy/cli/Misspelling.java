package io.cognigydeploy.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A word that is none of the known ones, but may be meant to be one. */
record Misspelling(String word) {

    private static final int SHOWN = 3;

    /** Returns a question about the known words that are like it, the likest first; empty if none is. */
    String question(Collection<String> known) {
        List<String> similar = known.stream()
                .filter(name -> distance(name) <= Math.max(1, word.length() / 3))
                .sorted(Comparator.comparingInt(this::distance).thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
        return similar.isEmpty() ? "" : " Did you mean " + similar.stream().collect(Collectors.joining(" or ")) + "?";
    }

    /** Returns the number of letters that are missing, superfluous, other, or swapped with the next one. */
    private int distance(String name) {
        int[][] of = new int[word.length() + 1][name.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= name.length(); j++) {
                if (i == 0 || j == 0) {
                    of[i][j] = i + j;
                    continue;
                }
                int same = word.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
                of[i][j] = Math.min(Math.min(of[i - 1][j], of[i][j - 1]) + 1, of[i - 1][j - 1] + same);
                if (i > 1
                        && j > 1
                        && word.charAt(i - 1) == name.charAt(j - 2)
                        && word.charAt(i - 2) == name.charAt(j - 1)) {
                    of[i][j] = Math.min(of[i][j], of[i - 2][j - 2] + 1);
                }
            }
        }
        return of[word.length()][name.length()];
    }
}
