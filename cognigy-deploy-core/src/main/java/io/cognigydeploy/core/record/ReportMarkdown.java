package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A report for a person: first the end of the run and what to do, then the evidence. */
final class ReportMarkdown {

    private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]<|~]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern LINK = Pattern.compile("(?i)(?<=:)//|(?<=www)\\.|(?<![\\w.])@(?=\\w)");
    private static final Pattern BLOCK = Pattern.compile("^(\\d{0,9})([#>+=.)-])");

    private final StringBuilder text = new StringBuilder();

    private ReportMarkdown() {}

    static String of(ReportPage page) {
        ReportMarkdown markdown = new ReportMarkdown();
        markdown.write(page);
        return markdown.text.toString();
    }

    private void write(ReportPage page) {
        line("# " + page.title());
        line("");
        line(BLOCK.matcher(escaped(page.because())).replaceFirst("$1\\\\$2"));
        page.platform().ifPresent(name -> {
            line("");
            line("On " + withLinks(name));
        });
        for (ReportPage.Note note : page.notes()) {
            line("");
            line("**" + note.label() + ":** " + escaped(note.text()));
        }
        for (ReportPage.Section section : page.sections()) {
            table(
                    section.title(),
                    section.head(),
                    section.rows().stream()
                            .map(row -> row.stream().map(ReportMarkdown::cell).toList())
                            .toList());
        }
        table(
                "What happened",
                List.of("after", ""),
                page.events().stream()
                        .map(event -> List.of(event.after(), escaped(event.text())))
                        .toList());
    }

    private void table(String title, List<String> head, List<List<String>> rows) {
        if (!title.isEmpty()) {
            line("");
            line("## " + title);
        }
        line("");
        row(head);
        row(Collections.nCopies(head.size(), "---"));
        rows.forEach(this::row);
    }

    private static String cell(ReportPage.Cell cell) {
        String lines = cell.lines().stream().map(ReportMarkdown::escaped).collect(Collectors.joining("<br>"));
        return cell.tone() == Tone.BAD || cell.tone() == Tone.OPEN ? "**" + lines + "**" : lines;
    }

    /** Escapes a text of others, which must not break the table or become markup or a link. */
    private static String escaped(String text) {
        return LINK.matcher(withLinks(text))
                .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";"
                        + found.group().substring(1));
    }

    private static String withLinks(String text) {
        String line = Printable.shown(text).replace("&", "&amp;");
        return MARKUP.matcher(line).replaceAll(found -> found.group().equals("<") ? "&lt;" : "\\\\$0");
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
