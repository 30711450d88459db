package org.neocog.verify;

import java.util.Locale;
import java.util.Map;

/** The report for people: one page without scripts or references to elsewhere. */
final class HtmlReport {
    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}"
                    + "table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;border-bottom:1px solid #ddd;text-align:right}"
                    + "td:first-child,th:first-child,td.text{text-align:left}.passed{color:#17692f}.refused{color:#777}"
                    + ".wrong,.crashed,.hung,.leaked,.skipped,.failed{color:#b00020;font-weight:600}code{word-break:break-word}"
                    + "dt{margin-top:1em}";

    private final StringBuilder text = new StringBuilder();
    private final VerificationReport report;

    private HtmlReport(VerificationReport report) {
        this.report = report;
    }

    static String of(VerificationReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        String title = "Verification of " + report.subject();
        text.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        summary();
        table("Ops", true);
        table("Groups", false);
        failures();
        return text.append("</body></html>\n").toString();
    }

    private void summary() {
        String outcome = report.passed() ? "passed" : "failed";
        text.append("<p class=\"")
                .append(outcome)
                .append("\">")
                .append(outcome)
                .append(": ")
                .append(report.results().size())
                .append(" checks, ")
                .append(report.failures().size())
                .append(" failed, in ")
                .append(number(report.seconds()))
                .append(" s</p>\n<table><tr><th>service</th><th>verified</th></tr>\n");
        for (Map.Entry<String, Double> score : report.scores().entrySet()) {
            row(score.getKey(), number(score.getValue()));
        }
        text.append("</table>\n<p><code>")
                .append(escape(report.jar().getFileName().toString()))
                .append("</code>, SHA-256 <code>")
                .append(report.sha256())
                .append("</code></p>\n");
    }

    private void table(String title, boolean ops) {
        text.append("<h2>").append(title).append("</h2>\n<table><tr><th>").append(ops ? "op" : "group");
        text.append("</th><th>service</th><th>status</th>");
        for (Status status : Status.values()) {
            text.append("<th>").append(status.text()).append("</th>");
        }
        text.append("<th>worst error</th></tr>\n");
        for (VerificationReport.Line line : report.lines()) {
            if (line.isOp() == ops) {
                line(line);
            }
        }
        text.append("</table>\n");
    }

    private void line(VerificationReport.Line line) {
        String status = line.status().text();
        text.append("<tr><td>").append(escape(line.name())).append("</td><td class=\"text\">");
        text.append(escape(line.service())).append("</td><td class=\"text ").append(status);
        text.append("\">").append(status).append("</td>");
        for (Status each : Status.values()) {
            int count = line.count(each);
            text.append("<td>")
                    .append(count == 0 ? "" : Integer.toString(count))
                    .append("</td>");
        }
        text.append("<td>").append(line.worstError() == 0 ? "" : number(line.worstError()));
        text.append("</td></tr>\n");
    }

    private void row(String name, String value) {
        text.append("<tr><td>")
                .append(escape(name))
                .append("</td><td>")
                .append(value)
                .append("</td></tr>\n");
    }

    private void failures() {
        if (report.passed()) {
            return;
        }
        text.append("<h2>What failed</h2>\n<dl>\n");
        for (ItemResult failure : report.failures()) {
            String status = failure.status().text();
            text.append("<dt><span class=\"")
                    .append(status)
                    .append("\">")
                    .append(status)
                    .append("</span> ");
            text.append(escape(failure.item().toString())).append("</dt><dd><code>");
            text.append(escape(failure.message())).append("</code></dd>\n");
        }
        text.append("</dl>\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static String escape(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
