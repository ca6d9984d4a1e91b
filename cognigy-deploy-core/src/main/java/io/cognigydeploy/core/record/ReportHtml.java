package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * A report as a page that opens without a network. It shows the end of the run, the work for a person, and a timeline.
 */
final class ReportHtml {

    private static final String STYLE = """
            </title><style>
            body{font:15px/1.45 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1d2433}
            h1{margin-bottom:.2rem} h2{margin-top:2rem;font-size:1.1rem}
            .good{color:#12703a}.bad{color:#a3121f}.open{color:#8a5a00}
            .todo{border-left:4px solid #a3121f;padding:.5rem 1rem;background:#fdf1f2}
            table{border-collapse:collapse;width:100%} td,th{border-bottom:1px solid #dde2ea;padding:.35rem .6rem;
            text-align:left;vertical-align:top} th{font-weight:600;color:#566}
            .time{white-space:nowrap;color:#566;font-variant-numeric:tabular-nums}
            .bar{height:.5rem;background:#e6eaf1;position:relative;min-width:12rem;margin-top:.45rem}
            .bar i{position:absolute;top:0;bottom:0;width:3px;background:#3b5bdb}
            .bar i.bad{background:#a3121f}.bar i.good{background:#12703a}.bar i.open{background:#8a5a00}
            </style></head><body>
            <h1 class="\
            """;

    private final StringBuilder html = new StringBuilder(8_192);

    private ReportHtml() {}

    static String of(ReportPage page) {
        ReportHtml report = new ReportHtml();
        report.write(page);
        return report.html.toString();
    }

    private void write(ReportPage page) {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(Printable.markup(page.subject()))
                .append(STYLE)
                .append(name(page.tone()))
                .append("\">")
                .append(page.title())
                .append("</h1>\n<p>")
                .append(Printable.markup(page.because()))
                .append("</p>\n");
        page.platform()
                .ifPresent(platform ->
                        html.append("<p>On ").append(Printable.markup(platform)).append("</p>\n"));
        for (ReportPage.Note note : page.notes()) {
            html.append("<p class=\"todo\">")
                    .append(note.label())
                    .append(": ")
                    .append(Printable.markup(note.text()))
                    .append("</p>\n");
        }
        page.sections().forEach(this::write);
        html.append("<h2>What happened</h2>\n");
        begin(List.of("after", "", ""));
        page.events().forEach(this::write);
        end();
        html.append("</body></html>\n");
    }

    private void write(ReportPage.Section section) {
        if (!section.title().isEmpty()) {
            html.append("<h2>").append(Printable.markup(section.title())).append("</h2>\n");
        }
        html.append(section.figure());
        begin(section.head());
        for (List<ReportPage.Cell> row : section.rows()) {
            html.append("<tr>");
            row.forEach(this::write);
            html.append("</tr>\n");
        }
        end();
    }

    private void write(ReportPage.Cell cell) {
        html.append("<td>");
        if (cell.tone() != Tone.NONE) {
            html.append("<b class=\"").append(name(cell.tone())).append("\">");
        }
        for (int line = 0; line < cell.lines().size(); line++) {
            html.append(line == 0 ? "" : "<br>")
                    .append(Printable.markup(cell.lines().get(line)));
        }
        html.append(cell.tone() == Tone.NONE ? "</td>" : "</b></td>");
    }

    private void write(ReportPage.Happened event) {
        html.append("<tr><td><span class=\"time\">")
                .append(event.after())
                .append("</span></td><td><div class=\"bar\"><i class=\"")
                .append(name(event.tone()))
                .append("\" style=\"left:")
                .append(BigDecimal.valueOf(event.share()).setScale(2, RoundingMode.HALF_UP))
                .append("%\"></i></div></td><td>")
                .append(Printable.markup(event.text()))
                .append("</td></tr>\n");
    }

    private void begin(List<String> head) {
        html.append("<table>");
        if (!String.join("", head).isEmpty()) {
            html.append("<tr>");
            head.forEach(cell -> html.append("<th>").append(cell).append("</th>"));
            html.append("</tr>\n");
        }
    }

    private void end() {
        html.append("</table>\n");
    }

    private static String name(Tone tone) {
        return tone == Tone.NONE ? "" : tone.name().toLowerCase(Locale.ROOT);
    }
}
