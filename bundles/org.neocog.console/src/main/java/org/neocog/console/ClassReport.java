package org.neocog.console;

import java.util.List;
import java.util.stream.Collectors;
import org.neocog.run.ClassificationReport;

/** What an evaluation says of each class, as tables. */
final class ClassReport {
    private static final int WIDEST_MATRIX = 20;

    private ClassReport() {}

    /** One line: how often the label is among the greatest, means over the classes, calibration. */
    static String line(ClassificationReport report) {
        String top = report.topK().entrySet().stream()
                .filter(entry -> entry.getKey() != 1)
                .map(entry -> "top " + entry.getKey() + " " + Numbers.share(entry.getValue()) + ", ")
                .collect(Collectors.joining());
        return top + "macro F1 " + Numbers.share(report.macro().getOrDefault("f1", Double.NaN)) + ", calibration error "
                + Numbers.share(report.calibrationError());
    }

    /** A row for each class; then the confusion matrix, if it is no wider than 20. */
    static String of(ClassificationReport report) {
        List<String> names = report.classNames();
        Table classes = new Table("class", "precision>", "recall>", "F1>", "examples>");
        for (int label = 0; label < names.size(); label++) {
            classes.row(
                    names.get(label),
                    Numbers.share(report.precision(label)),
                    Numbers.share(report.recall(label)),
                    Numbers.share(report.f1(label)),
                    Numbers.count(report.support(label)));
        }
        return "\n" + classes + (names.size() <= WIDEST_MATRIX ? "\n" + matrix(report) : "");
    }

    private static Table matrix(ClassificationReport report) {
        List<String> names = report.classNames();
        String[] headers = new String[names.size() + 1];
        headers[0] = "label \\ answer";
        for (int c = 0; c < names.size(); c++) {
            headers[c + 1] = names.get(c) + ">";
        }
        Table matrix = new Table(headers);
        for (int label = 0; label < names.size(); label++) {
            String[] cells = new String[names.size() + 1];
            cells[0] = names.get(label);
            for (int c = 0; c < names.size(); c++) {
                cells[c + 1] = Numbers.count(report.confusion().get(label).get(c));
            }
            matrix.row(cells);
        }
        return matrix;
    }
}
