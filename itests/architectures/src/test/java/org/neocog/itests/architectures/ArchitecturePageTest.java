package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.testkit.NetworkCounts;
import org.neocog.config.Options;
import org.neocog.tensor.Shape;

/** Holds the metafiles against the templates, and docs/architectures.md against the metafiles. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "architectures.md");

    /** {@code -Dneocog.pages=write} writes the page instead of comparing it. */
    private static final boolean WRITES = "write".equals(System.getProperty("neocog.pages"));

    static Stream<Facts> facts() {
        return Networks.TEMPLATES.stream().map(Facts::of);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void countsWhatTheMetafileSays(Facts facts) {
        assertFalse(facts.variants().isEmpty(), "a metafile has variants");
        for (Facts.Variant variant : facts.variants()) {
            NetworkCounts counts = Networks.counts(facts.template(), Networks.options(variant.options()));
            assertEquals(
                    new NetworkCounts(variant.parameters(), variant.buffers(), variant.macs()),
                    counts,
                    () -> facts.template() + " " + variant.options());
        }
    }

    @ParameterizedTest
    @MethodSource("facts")
    void saysOfWhichVariantAndWhenceAnErrorIs(Facts facts) {
        ArchitectureTemplate template = Networks.template(facts.template());
        for (Facts.Accuracy accuracy : facts.accuracy()) {
            Options.of(Networks.CATALOG, template.schema(), Networks.options(accuracy.options()));
            assertTrue(
                    Set.of("read in the source", "seen as an excerpt", "from memory, to be verified")
                            .contains(accuracy.mark()),
                    accuracy::toString);
        }
    }

    /** A recipe names config files that ship and train this architecture, one at least. */
    @ParameterizedTest
    @MethodSource("facts")
    void hasARecipeThatShips(Facts facts) throws IOException {
        List<String> configs = Pattern.compile("configs/[^ ]+\\.yaml")
                .matcher(facts.recipe())
                .results()
                .map(MatchResult::group)
                .toList();
        assertFalse(configs.isEmpty(), facts.recipe());
        for (String config : configs) {
            String text = Files.readString(PAGE.resolve("../..").resolve(config).normalize());
            assertTrue(
                    text.contains("architecture: " + facts.template() + ",")
                            || text.contains("architecture: " + facts.template() + "}"),
                    config);
        }
    }

    @Test
    void thePageIsMadeOfTheMetafiles() throws IOException {
        String page = page(facts().toList());
        if (WRITES) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.readString(PAGE),
                "docs/architectures.md is stale: run mvn -pl :org.neocog.itests.architectures test -Dneocog.pages=write");
    }

    private static String page(List<Facts> all) {
        StringBuilder page = new StringBuilder("""
                # Architectures

                Made by ArchitecturePageTest of the metafiles beside the templates; do not edit. Every count is that of the
                network as it is lowered, for one image of the input's size: a multiply-add is one multiplication of a convolution
                or matrix product; buffers are running statistics. `neocog help architecture NAME` lists a template's options,
                `neocog plan` prints its layers.

                | template | options | input | parameters | buffers | multiply-adds (M) |
                |--|--|--|--:|--:|--:|
                """);
        for (Facts facts : all) {
            for (Facts.Variant variant : facts.variants()) {
                page.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d | %d | %.1f |%n",
                        facts.template(),
                        code(variant.options()),
                        input(facts.template(), variant.options()),
                        variant.parameters(),
                        variant.buffers(),
                        variant.macs() / 1e6));
            }
        }
        for (Facts facts : all) {
            section(page, facts);
        }
        return page.toString();
    }

    private static void section(StringBuilder page, Facts facts) {
        page.append(String.format(
                "%n## %s%n%n`model: {architecture: %s}`. Source: %s%n%nRecipe: %s%n",
                facts.title(), facts.template(), facts.citation(), facts.recipe()));
        if (facts.accuracy().isEmpty()) {
            return;
        }
        page.append("\nPublished errors; none of them is a result of this software.\n\n");
        page.append("| options | data | protocol | error | source | we know it |\n|--|--|--|--|--|--|\n");
        for (Facts.Accuracy accuracy : facts.accuracy()) {
            page.append(String.format(
                    "| %s | %s | %s | %s | %s | %s |%n",
                    code(accuracy.options()),
                    accuracy.data(),
                    accuracy.protocol(),
                    accuracy.error(),
                    accuracy.source(),
                    accuracy.mark()));
        }
    }

    private static String input(String template, String options) {
        Shape input = Networks.spec(template, Networks.options(options)).input();
        return input == null
                ? "any"
                : Arrays.stream(input.dims()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }

    private static String code(String options) {
        return options.isEmpty() ? "" : "`" + options + "`";
    }
}
