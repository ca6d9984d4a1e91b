package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A report for a person: first the end of the run and what to do, then the evidence. */
final class ReportMarkdown {

    private static final Pattern MARKUP = Pattern.compile("[\\\\`*\\[\\]<|~]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern LINK = Pattern.compile("(?i)(?<=:)//|(?<=www)\\.|(?<![\\w.])@(?=\\w)");
    /** The characters of which each text has one that must be escaped, but for {@code www.}. */
    private static final String MARKS = "\\`*[]<|~_/@&";

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
        line("");
        line(escaped(page.kind())
                + page.platform().map(name -> " on " + withLinks(name)).orElse(""));
        for (ReportPage.Note note : page.notes()) {
            line("");
            line("**" + note.label() + ":** " + escaped(note.text()));
            for (String command : note.commands()) {
                line("");
                line("    " + Printable.shown(command));
            }
        }
        for (ReportPage.Section section : page.sections()) {
            table(section.title(), section.head());
            section.rows().forEach(row -> row(row, this::cell));
        }
        table("What happened", List.of("after", ""));
        page.events().forEach(event -> row(List.of(event.after(), escaped(event.text())), text::append));
    }

    private void table(String title, List<String> head) {
        if (!title.isEmpty()) {
            line("");
            line("## " + escaped(title));
        }
        line("");
        row(head, text::append);
        row(Collections.nCopies(head.size(), "---"), text::append);
    }

    private <T> void row(List<T> cells, Consumer<? super T> write) {
        text.append('|');
        for (T cell : cells) {
            text.append(' ');
            write.accept(cell);
            text.append(" |");
        }
        text.append('\n');
    }

    private void cell(ReportPage.Cell cell) {
        String mark = cell.tone() == Tone.BAD || cell.tone() == Tone.OPEN ? "**" : "";
        text.append(mark);
        for (int i = 0; i < cell.lines().size(); i++) {
            text.append(i == 0 ? "" : "<br>").append(escaped(cell.lines().get(i)));
        }
        text.append(mark);
    }

    /** Escapes a text of others, which must not break the table or become markup or a link. */
    private static String escaped(String text) {
        String shown = Printable.shown(text);
        return hasMarks(shown) ? withoutLinks(shown) : shown;
    }

    private static boolean hasMarks(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (MARKS.indexOf(line.charAt(i)) >= 0 || line.regionMatches(true, i, "www.", 0, 4)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutLinks(String text) {
        return LINK.matcher(withLinks(text))
                .replaceAll(found -> "&#" + (int) found.group().charAt(0) + ";"
                        + found.group().substring(1));
    }

    private static String withLinks(String text) {
        String line = Printable.shown(text).replace("&", "&amp;");
        return MARKUP.matcher(line).replaceAll(found -> found.group().equals("<") ? "&lt;" : "\\\\$0");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
