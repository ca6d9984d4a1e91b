package io.cognigydeploy.core.record;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.record.ReportPage.Fold;
import io.cognigydeploy.core.record.ReportPage.Tone;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A report as a page that opens without a network, on a telephone, in the dark and on paper. It has no script, and its
 * policy allows nothing but its own style. The end of the run and what stopped it come first; what passed is folded.
 */
final class ReportHtml {

    private static final String STYLE = """

            :root{color-scheme:light dark;--text:#1d2433;--pale:#525c6e;--line:#d5dbe5;--back:#fff;--soft:#f2f5f9;
            --mark:#3b5bdb;--good:#12703a;--open:#7a4f00;--bad:#a3121f}
            @media screen and (prefers-color-scheme:dark){:root{--text:#e6eaf2;--pale:#aeb7c6;--line:#3a4354;--back:#14181f;
            --soft:#1f2630;--mark:#8aa4ff;--good:#5fd08a;--open:#e8b84a;--bad:#ff9a9e}
            svg[role=img]{filter:invert(.92) hue-rotate(180deg)}}
            body{font:1rem/1.5 system-ui,sans-serif;max-width:68rem;margin:1.5rem auto;padding:0 1rem;color:var(--text);
            background:var(--back)}
            h1{margin:0;font-size:1.7em;line-height:1.25} h2{font-size:1.15em;margin:2rem 0 .5rem;display:inline-block}
            h1,h2,p,td,th,code{overflow-wrap:anywhere;unicode-bidi:plaintext;text-align:start}
            .pale,.more{color:var(--pale)}.more{display:block;font-size:.9em;font-weight:400}
            .good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--open)}
            .about{margin:0 0 .4rem}.because{font-size:1.1em;margin:.4rem 0 1rem}
            .note{border-inline-start:.25rem solid var(--line);background:var(--soft);padding:.5rem .9rem;margin:.6rem 0}
            .note p{margin:0}.note.bad{border-color:var(--bad);color:inherit}.note.open{border-color:var(--open);color:inherit}
            .note code{display:block;margin-top:.3rem;font-size:.9em}
            summary{cursor:pointer}summary h2{margin-bottom:.8rem}
            table{border-collapse:collapse;width:100%}
            td,th{border-bottom:1px solid var(--line);padding:.4rem .8rem .4rem 0;vertical-align:top;font-weight:400}
            td,th{min-width:9rem}thead th{color:var(--pale);font-size:.9em}td.took{width:8rem}
            caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
            .bar{display:block;width:100%;max-width:7rem;height:.4rem;margin-top:.3rem;background:var(--line)}
            .bar rect{fill:var(--mark)}.bar .good{fill:var(--good)}.bar .bad{fill:var(--bad)}.bar .open{fill:var(--open)}
            .chart{overflow-x:auto;margin:.5rem 0 1rem}.chart svg{display:block;width:100%;min-width:44rem}
            @media (max-width:40rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
            table,tbody,tr,td,th{display:block}tr{border-bottom:1px solid var(--line);padding:.5rem 0}
            td,th{border:0;padding:.1rem 0;min-width:0}td.took{width:auto}td:empty{display:none}tbody th{font-weight:600}
            td[data-label]::before{content:attr(data-label) ": ";color:var(--pale)}}
            @media print{body{margin:0;max-width:none;font-size:10pt}tr,.note,svg{break-inside:avoid}h2{break-after:avoid}
            details::details-content{content-visibility:visible;block-size:auto}.bar{print-color-adjust:exact}
            .chart svg{min-width:0}}
            """;

    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; \
            style-src 'sha256-""" + sha256(STYLE) + """
            '">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\
            """;

    private final StringBuilder html = new StringBuilder(16_384);

    private ReportHtml() {}

    static String of(ReportPage page) {
        return written(page).toString();
    }

    /** Writes the page in UTF-8, without a copy of its text. */
    static void write(ReportPage page, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.append(CharBuffer.wrap(written(page))).flush();
    }

    private static StringBuilder written(ReportPage page) {
        ReportHtml report = new ReportHtml();
        report.write(page);
        return report.html;
    }

    private void write(ReportPage page) {
        html.append(HEAD)
                .append(page.title())
                .append(" &ndash; ")
                .append(Printable.markup(page.subject()))
                .append("</title>\n<style>")
                .append(STYLE)
                .append("</style></head>\n<body><header>\n<p class=\"about pale\">")
                .append(Printable.markup(page.kind()));
        page.platform().ifPresent(platform -> html.append(" on ").append(Printable.markup(platform)));
        html.append("</p>\n<h1 class=\"")
                .append(name(page.tone()))
                .append("\">")
                .append(page.title())
                .append("</h1>\n<p class=\"because\">")
                .append(Printable.markup(page.because()))
                .append("</p>\n");
        page.notes().forEach(this::write);
        html.append("</header>\n<main>\n");
        page.sections().forEach(this::write);
        begin("What happened", page.eventsFold());
        head("What happened", List.of("after", "event"));
        page.events().forEach(this::write);
        html.append("</tbody></table>\n");
        end(page.eventsFold());
        html.append("</main></body></html>\n");
    }

    private void write(ReportPage.Note note) {
        html.append("<div class=\"note ")
                .append(name(note.tone()))
                .append("\"><p><strong>")
                .append(note.label())
                .append(":</strong> ")
                .append(Printable.markup(note.text()))
                .append("</p>");
        note.commands()
                .forEach(command ->
                        html.append("<code>").append(Printable.markup(command)).append("</code>"));
        html.append("</div>\n");
    }

    private void write(ReportPage.Section section) {
        begin(section.title(), section.fold());
        if (!section.figure().isEmpty()) {
            html.append("<div class=\"chart\" role=\"group\" tabindex=\"0\" aria-label=\"Chart: ")
                    .append(Printable.markup(section.title()))
                    .append("\">")
                    .append(section.figure())
                    .append("</div>\n");
        }
        head(section.title(), section.head());
        for (List<ReportPage.Cell> row : section.rows()) {
            html.append("<tr>");
            for (int column = 0; column < row.size(); column++) {
                write(row.get(column), column == 0 ? "" : section.head().get(column), column == 0);
            }
            html.append("</tr>\n");
        }
        html.append("</tbody></table>\n");
        end(section.fold());
    }

    private void begin(String title, Fold fold) {
        html.append(fold == Fold.CLOSED ? "<details><summary><h2>" : "<section><h2>")
                .append(Printable.markup(title))
                .append(fold == Fold.CLOSED ? "</h2></summary>\n" : "</h2>\n");
    }

    private void end(Fold fold) {
        html.append(fold == Fold.CLOSED ? "</details>\n" : "</section>\n");
    }

    private void head(String caption, List<String> columns) {
        html.append("<table><caption>").append(Printable.markup(caption)).append("</caption>");
        if (!String.join("", columns).isEmpty()) {
            html.append("<thead><tr>");
            columns.forEach(column -> html.append(column.isEmpty() ? "<td>" : "<th scope=\"col\">")
                    .append(Printable.markup(column))
                    .append(column.isEmpty() ? "</td>" : "</th>"));
            html.append("</tr></thead>");
        }
        html.append("<tbody>\n");
    }

    private void write(ReportPage.Cell cell, String label, boolean isFirst) {
        html.append(isFirst ? "<th scope=\"row\">" : cell.share().isPresent() ? "<td class=\"took\"" : "<td");
        if (!isFirst) {
            html.append(label.isEmpty() ? ">" : " data-label=\"" + Printable.markup(label) + "\">");
        }
        if (cell.tone() != Tone.NONE) {
            html.append("<b class=\"").append(name(cell.tone())).append("\">");
        }
        for (int line = 0; line < cell.lines().size(); line++) {
            html.append(line == 0 ? "" : "<span class=\"more\">")
                    .append(Printable.markup(cell.lines().get(line)))
                    .append(line == 0 ? "" : "</span>");
        }
        html.append(cell.tone() == Tone.NONE ? "" : "</b>");
        cell.share().ifPresent(share -> bar(0, 100 * share, Tone.NONE));
        html.append(isFirst ? "</th>" : "</td>");
    }

    private void write(ReportPage.Happened event) {
        html.append("<tr><th scope=\"row\" class=\"pale\">").append(event.after());
        bar(Math.min(98, event.share()), 2, event.tone());
        html.append("</th><td>").append(Printable.markup(event.text())).append("</td></tr>\n");
    }

    /** Draws a bar between two places, in percent. Its meaning stands beside it in words. */
    private void bar(double from, double length, Tone tone) {
        html.append(
                        "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\"><rect class=\"")
                .append(name(tone))
                .append("\" x=\"")
                .append(percent(from))
                .append("\" width=\"")
                .append(percent(Math.max(1, length)))
                .append("\" height=\"1\"/></svg>");
    }

    private static BigDecimal percent(double share) {
        return BigDecimal.valueOf(share).setScale(1, RoundingMode.HALF_UP);
    }

    private static String name(Tone tone) {
        return tone == Tone.NONE ? "" : tone.name().toLowerCase(Locale.ROOT);
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(CanonicalJson.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
