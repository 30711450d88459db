package org.neocog.itests.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.osgi.service.component.annotations.Component;

/**
 * A project of {@code docs/examples}, built as its pom does it, without Maven: its artifacts need not be installed.
 *
 * @param folder the project
 * @param target where what is built goes
 */
record ExampleProject(Path folder, Path target) {
    private static final Path EXAMPLES = Path.of("..", "..", "docs", "examples");

    static ExampleProject of(String name, Path target) {
        return new ExampleProject(EXAMPLES.resolve(name).toAbsolutePath().normalize(), target);
    }

    /**
     * Compiles the classes.
     *
     * @param api symbolic names of the bundles that they may use, and nothing else
     * @return the folder of classes
     */
    Path compile(List<String> api) throws IOException {
        List<Path> path = Stream.concat(api.stream().map(Distribution::bundle), Stream.of(annotations()))
                .toList();
        return compile("main", path);
    }

    /** Compiles the tests against the classes and everything that this module's tests see. */
    Path compileTests(Path classes) throws IOException {
        List<Path> path = Stream.concat(
                        Stream.of(classes),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of))
                .toList();
        return compile("test", path);
    }

    private Path compile(String part, List<Path> classPath) throws IOException {
        Path classes = Files.createDirectories(target.resolve(part));
        List<Path> sources;
        try (Stream<Path> files = Files.walk(folder.resolve("src").resolve(part).resolve("java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "--release",
                "17",
                "-proc:none",
                "-Xlint:all,-classfile",
                "-Werror",
                "-d",
                classes.toString(),
                "-classpath",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new AssertionError(folder + " must compile, but does not:\n" + messages);
            }
        }
        return classes;
    }

    /**
     * Makes the bundle of compiled classes, by {@code bnd.bnd}.
     *
     * @param api bundles whose versions the imports take
     */
    Path bundle(Path classes, List<String> api) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setProperties(folder.resolve("bnd.bnd").toFile());
            builder.setProperty("Bundle-Version", "1.0.0");
            builder.setProperty(Constants.INCLUDERESOURCE, classes.toString());
            for (String name : api) {
                builder.addClasspath(Distribution.bundle(name).toFile());
            }
            builder.addClasspath(annotations().toFile());
            Path jar = target.resolve(builder.getProperty(Constants.BUNDLE_SYMBOLICNAME) + "-1.0.0.jar");
            builder.build().write(jar.toFile());
            if (!builder.isOk() || !builder.getWarnings().isEmpty()) {
                throw new AssertionError("bnd: " + builder.getErrors() + builder.getWarnings());
            }
            return jar;
        }
    }

    /** The jar of the annotations that make a class a component. Compilers read them; nothing is there at run time. */
    private static Path annotations() {
        try {
            return Path.of(Component.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a jar has a URI", e);
        }
    }
}
