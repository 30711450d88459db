package org.neocog.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a verification.
 *
 * @param subject what was verified, for people
 * @param jar file of the bundle
 * @param sha256 of the jar, in hexadecimal
 * @param results of all checks, in their order
 * @param folder where the report is
 * @param seconds that it took
 */
public record VerificationReport(
        String subject, Path jar, String sha256, List<ItemResult> results, Path folder, double seconds) {
    public VerificationReport {
        results = List.copyOf(results);
    }

    /**
     * Counts of an op, or of a group of checks that are about no single op.
     *
     * @param counts how many ended so, by {@link Status}
     * @param worstError the greatest deviation of all
     * @param failure what the first one that failed says; empty if none did
     */
    public record Line(
            String service, String name, boolean isOp, Map<Status, Integer> counts, double worstError, String failure) {
        public int count(Status status) {
            return counts.getOrDefault(status, 0);
        }

        /** The worst that happened: of what was claimed, or refused if nothing was. */
        public Status status() {
            for (Status status : List.of(Status.CRASHED, Status.HUNG, Status.WRONG, Status.LEAKED, Status.SKIPPED)) {
                if (count(status) > 0) {
                    return status;
                }
            }
            return count(Status.PASSED) > 0 ? Status.PASSED : Status.REFUSED;
        }

        /** The share of what is claimed that passed; 1 if nothing is. */
        double share() {
            int all = counts.values().stream().mapToInt(Integer::intValue).sum() - count(Status.REFUSED);
            return all == 0 ? 1 : count(Status.PASSED) / (double) all;
        }
    }

    /** A line for each op and group of each service, ops first. */
    public List<Line> lines() {
        record Key(String service, boolean isOp, String name) {}
        Map<Key, List<ItemResult>> by = new LinkedHashMap<>();
        for (boolean ops : new boolean[] {true, false}) {
            for (ItemResult result : results) {
                Item item = result.item();
                if (item.op().isEmpty() != ops) {
                    by.computeIfAbsent(new Key(item.service(), ops, item.heading()), key -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        List<Line> lines = new ArrayList<>();
        by.forEach((key, some) -> lines.add(line(key.service, key.name, key.isOp, some)));
        return lines;
    }

    private static Line line(String service, String name, boolean isOp, List<ItemResult> results) {
        Map<Status, Integer> counts = new LinkedHashMap<>();
        results.forEach(result -> counts.merge(result.status(), 1, Integer::sum));
        double worst = results.stream().mapToDouble(ItemResult::error).max().orElse(0);
        String failure = results.stream()
                .filter(result -> result.status().isFailure())
                .map(ItemResult::message)
                .findFirst()
                .orElse("");
        return new Line(service, name, isOp, counts, worst, failure);
    }

    /** All that failed. */
    public List<ItemResult> failures() {
        return results.stream().filter(result -> result.status().isFailure()).toList();
    }

    /** Whether all that is claimed passed. */
    public boolean passed() {
        return failures().isEmpty();
    }

    /**
     * The score of each service, from 0 to 1: the share of the checks that passed, of the op or group of which it is least; 0 if the process crashed
     * or hung.
     */
    public Map<String, Double> scores() {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Line line : lines()) {
            boolean dead = line.count(Status.CRASHED) + line.count(Status.HUNG) > 0;
            scores.merge(line.service(), dead ? 0 : line.share(), Math::min);
        }
        return scores;
    }

    /** The least score of a service. */
    public double score() {
        Collection<Double> scores = scores().values();
        return scores.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    /** As {@code report.json} and {@code --json} have it. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("subject", subject);
        map.put("bundle", jar.toString());
        map.put("sha256", sha256);
        map.put("status", passed() ? "passed" : "failed");
        map.put("verified", score());
        map.put("services", scores());
        map.put("report", folder.resolve("report.html").toString());
        map.put("seconds", seconds);
        map.put("checks", results.size());
        map.put(
                "ops",
                lines().stream()
                        .filter(Line::isOp)
                        .map(VerificationReport::toMap)
                        .toList());
        map.put(
                "groups",
                lines().stream()
                        .filter(line -> !line.isOp())
                        .map(VerificationReport::toMap)
                        .toList());
        map.put("failures", failures().stream().map(VerificationReport::toMap).toList());
        return map;
    }

    private static Map<String, Object> toMap(Line line) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("service", line.service());
        map.put("name", line.name());
        map.put("status", line.status().text());
        for (Status status : Status.values()) {
            map.put(status.text(), line.count(status));
        }
        map.put("worstError", line.worstError());
        return map;
    }

    private static Map<String, Object> toMap(ItemResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("service", result.item().service());
        map.put("group", result.item().group());
        map.put("name", result.item().name());
        map.put("op", result.item().op());
        map.put("status", result.status().text());
        map.put("error", result.error());
        map.put("message", result.message());
        return map;
    }
}
