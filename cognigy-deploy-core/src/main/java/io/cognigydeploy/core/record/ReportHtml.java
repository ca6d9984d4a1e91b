package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A report as a page that opens without a network. It shows the end of the run, the work for a person, and a timeline.
 */
final class ReportHtml {

    private ReportHtml() {}

    static String of(ReportPage page) {
        return String.format(
                Locale.ROOT,
                """
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
                        body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2433}
                        h1{margin-bottom:.2rem} h2{margin-top:2rem;font-size:1.1rem}
                        .good{color:#12703a}.bad{color:#a3121f}.open{color:#8a5a00}
                        .todo{border-left:4px solid #a3121f;padding:.5rem 1rem;background:#fdf1f2}
                        table{border-collapse:collapse;width:100%%} td,th{border-bottom:1px solid #dde2ea;padding:.35rem .6rem;
                        text-align:left;vertical-align:top} th{font-weight:600;color:#566}
                        .time{white-space:nowrap;color:#566;font-variant-numeric:tabular-nums}
                        .bar{height:.5rem;background:#e6eaf1;position:relative;min-width:12rem;margin-top:.45rem}
                        .bar i{position:absolute;top:0;bottom:0;width:3px;background:#3b5bdb}
                        .bar i.bad{background:#a3121f}.bar i.good{background:#12703a}.bar i.open{background:#8a5a00}
                        </style></head><body>
                        <h1 class="%s">%s</h1>
                        <p>%s</p>
                        %s%s%s<h2>What happened</h2>
                        %s</body></html>
                        """,
                Printable.markup(page.subject()),
                name(page.tone()),
                page.title(),
                Printable.markup(page.because()),
                page.platform()
                        .map(platform -> "<p>On " + Printable.markup(platform) + "</p>\n")
                        .orElse(""),
                page.notes().stream()
                        .map(note ->
                                "<p class=\"todo\">" + note.label() + ": " + Printable.markup(note.text()) + "</p>\n")
                        .collect(Collectors.joining()),
                page.sections().stream().map(ReportHtml::section).collect(Collectors.joining()),
                table(
                        List.of("after", "", ""),
                        page.events().stream().map(ReportHtml::happened).toList()));
    }

    private static String section(ReportPage.Section section) {
        String heading = section.title().isEmpty() ? "" : "<h2>" + section.title() + "</h2>\n";
        return heading
                + section.figure()
                + table(
                        section.head(),
                        section.rows().stream()
                                .map(row -> row.stream().map(ReportHtml::cell).toList())
                                .toList());
    }

    private static String cell(ReportPage.Cell cell) {
        String text = cell.lines().stream().map(Printable::markup).collect(Collectors.joining("<br>"));
        return cell.tone() == Tone.NONE ? text : "<b class=\"" + name(cell.tone()) + "\">" + text + "</b>";
    }

    private static List<String> happened(ReportPage.Happened event) {
        return List.of(
                "<span class=\"time\">" + event.after() + "</span>",
                String.format(
                        Locale.ROOT,
                        "<div class=\"bar\"><i class=\"%s\" style=\"left:%.2f%%\"></i></div>",
                        name(event.tone()),
                        event.share()),
                Printable.markup(event.text()));
    }

    private static String table(List<String> head, List<List<String>> rows) {
        return "<table>"
                + (String.join("", head).isEmpty() ? "" : row("th", head))
                + rows.stream().map(row -> row("td", row)).collect(Collectors.joining())
                + "</table>\n";
    }

    private static String row(String element, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + element + ">" + cell + "</" + element + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    private static String name(Tone tone) {
        return tone == Tone.NONE ? "" : tone.name().toLowerCase(Locale.ROOT);
    }
}
