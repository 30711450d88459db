package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every op has a page in {@code docs/op/} that says what the code does, and no page is about what is not there. */
class OpPagesTest {
    private static final Pattern LABEL_IN_CODE = Pattern.compile("\"(C[0-9]+)\"");
    private static final Pattern LABEL_ON_PAGE = Pattern.compile("(?m)^- \\*\\*(C[0-9]+)\\*\\* ");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-zA-Z_]+\\.md)\\)");
    private static final List<String> SECTIONS = List.of(
            "## Operands and results", "## Constraints", "## Formula", "## Numerics", "## Gradient", "## Example");

    /** Labels that only a builder can break, and which pages list beside those of the shape rule. */
    private static final Map<String, Set<String>> OF_THE_BUILDER = Map.of("input", Set.of("C2"));

    /** Ops with a derivative by some operands, or of some results, only. */
    private static final Set<String> REFUSE_SOME =
            Set.of("batch_normalization_training", "batch_normalization_inference", "softmax_cross_entropy");

    /** Where the constraints of a family are checked, besides its own file. */
    private static final Map<String, List<String>> HELPERS =
            Map.of("ConvolutionOp", List.of("ConvolutionGeometry"), "PoolingOp", List.of("PoolingWindow"));

    private static Path folder(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve(path))) {
                return at.resolve(path);
            }
        }
        throw new AssertionError("no folder " + path + " above " + Path.of("").toAbsolutePath());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String page(String name) {
        return text(folder("docs/op").resolve(name + ".md"));
    }

    private static Set<String> matches(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    /** Names of the closed set, from the samples, which {@link #samplesCoverTheSealedHierarchy} holds complete. */
    private static Set<String> names() {
        return OpFamilies.samples().stream()
                .map(sample -> sample.op().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OpPagesTest::records)
                : Stream.of(type);
    }

    @Test
    void samplesCoverTheSealedHierarchy() {
        Set<String> sampled = OpFamilies.samples().stream()
                .map(sample -> sample.op().getClass().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        sampled.add(CustomOp.class.getName());
        Set<String> declared = records(Op.class).map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(declared, sampled);
        int functions = UnaryFunction.values().length
                + BinaryFunction.values().length
                + ReductionOp.ReduceFunction.values().length;
        assertEquals(declared.size() - 1 - 3 + functions, names().size());
    }

    @Test
    void thereIsAPageForEveryOpAndNoOther() throws IOException {
        Set<String> expected = new TreeSet<>(names());
        expected.addAll(List.of("README", "custom"));
        try (Stream<Path> files = Files.list(folder("docs/op"))) {
            Set<String> pages = files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(expected, pages);
        }
    }

    @TestFactory
    Stream<DynamicTest> pagesListTheLabelsThatTheCodeUses() {
        return names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Set<String> used = OpFamilies.violations().stream()
                            .filter(violation -> violation.op().name().equals(name))
                            .map(OpFamilyTest.Violation::label)
                            .collect(Collectors.toCollection(TreeSet::new));
                    used.addAll(OF_THE_BUILDER.getOrDefault(name, Set.of()));
                    assertEquals(used, matches(LABEL_ON_PAGE, page(name)));
                }));
    }

    /** So that a constraint cannot come into the code without a violation in the tests, and with it onto the page. */
    @TestFactory
    Stream<DynamicTest> everyLabelInTheCodeIsViolatedInATest() {
        Path sources = folder("src/main/java/org/neocog/graph");
        return OpFamilies.ALL.stream().map(family -> {
            String type = family.getClass().getSimpleName().replace("Test", "");
            return DynamicTest.dynamicTest(type, () -> {
                Set<String> inCode = matches(LABEL_IN_CODE, text(sources.resolve(type + ".java")));
                inCode.add("C1"); // Operands.count
                for (String helper : HELPERS.getOrDefault(type, List.of())) {
                    inCode.addAll(matches(LABEL_IN_CODE, text(sources.resolve(helper + ".java"))));
                }
                Set<String> violated = family.violations().stream()
                        .map(OpFamilyTest.Violation::label)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertEquals(inCode, violated);
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> pagesHaveAllTheirSectionsAndNoDeadLinks() {
        return names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    String page = page(name);
                    assertTrue(page.startsWith("# " + name + "\n"), "the title must be the name");
                    for (String section : SECTIONS) {
                        assertTrue(page.contains("\n" + section + "\n"), "missing: " + section);
                    }
                    for (String link : matches(LINK, page)) {
                        assertTrue(Files.exists(folder("docs/op").resolve(link)), "dead link: " + link);
                    }
                }));
    }

    @Test
    void theIndexLinksToEveryPage() {
        Set<String> expected =
                names().stream().map(name -> name + ".md").collect(Collectors.toCollection(TreeSet::new));
        expected.add("custom.md");
        assertEquals(expected, matches(LINK, page("README")));
    }

    @Test
    void pagesOfOpsWithoutADerivativeSayWhichLabelRefusesIt() {
        for (String name : names()) {
            boolean linear = name.startsWith("convolution") || name.startsWith("average");
            boolean refuses = (name.endsWith("_gradient") && !linear) || REFUSE_SOME.contains(name);
            assertEquals(refuses, page(name).contains("[" + GradientContext.NO_DERIVATIVE + "]"), name);
        }
    }
}
