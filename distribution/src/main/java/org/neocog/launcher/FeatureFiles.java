package org.neocog.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * Reads the feature files (OSGi Compendium 8.1, chapter 159) of an installation and finds their bundles in {@code repo/}.
 *
 * <p>Beside the standard: the bundle metadata {@value #START_LEVEL} (default {@value #DEFAULT_LEVEL}) says when a bundle
 * starts, and the text extension {@value #COMMANDS} lists the commands that alone need the feature, or, each behind a {@value StartPlan#NOT}, those that do not, so that
 * they answer sooner.
 */
final class FeatureFiles {
    static final String START_LEVEL = "start-level";
    static final String COMMANDS = "org.neocog.commands";
    static final int DEFAULT_LEVEL = 5;

    private final Installation installation;
    private final FeatureService service;

    FeatureFiles(Installation installation) {
        this.installation = installation;
        this.service = ServiceLoader.load(FeatureService.class, FeatureFiles.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new LaunchException(
                        "lib: must hold the reader of feature files, but none is there. Install Neocog again."));
    }

    /** What all feature files come to; a bundle that several name is started once, at the lowest level named. */
    StartPlan plan() {
        Map<String, StartPlan.Entry> entries = new LinkedHashMap<>();
        List<Path> files = installation.featureFiles();
        if (files.isEmpty()) {
            throw new LaunchException(installation.features() + ": must hold feature files (*.json), but holds none."
                    + " Install Neocog again.");
        }
        for (Path file : files) {
            for (StartPlan.Entry entry : read(file)) {
                entries.merge(entry.path(), entry, FeatureFiles::join);
            }
        }
        List<StartPlan.Entry> all = new ArrayList<>(entries.values());
        int last = all.stream().mapToInt(StartPlan.Entry::startLevel).max().orElse(DEFAULT_LEVEL);
        for (Path jar : installation.deployed()) {
            all.add(new StartPlan.Entry(installation.relative(jar), last, List.of()));
        }
        return new StartPlan(all);
    }

    /** A bundle is needed for what either feature needs it for. */
    private static StartPlan.Entry join(StartPlan.Entry a, StartPlan.Entry b) {
        List<String> commands = new ArrayList<>(a.commands());
        commands.retainAll(b.commands());
        if (onlyForSome(a) && onlyForSome(b)) {
            Stream.concat(a.commands().stream(), b.commands().stream())
                    .filter(command -> !command.startsWith(StartPlan.NOT) && !commands.contains(command))
                    .forEach(commands::add);
        }
        return new StartPlan.Entry(a.path(), Math.min(a.startLevel(), b.startLevel()), commands);
    }

    private static boolean onlyForSome(StartPlan.Entry entry) {
        return entry.commands().stream().anyMatch(command -> !command.startsWith(StartPlan.NOT));
    }

    private List<StartPlan.Entry> read(Path file) {
        Feature feature = parse(file);
        if (!feature.getConfigurations().isEmpty()) {
            throw new LaunchException(file + ": configurations are not applied by this launcher, but configurations="
                    + feature.getConfigurations().keySet() + ". Remove them.");
        }
        FeatureExtension extension = feature.getExtensions().get(COMMANDS);
        List<String> commands = extension == null ? List.of() : extension.getText();
        List<StartPlan.Entry> entries = new ArrayList<>();
        for (FeatureBundle bundle : feature.getBundles()) {
            Path jar = installation.repo().resolve(pathOf(bundle.getID()));
            if (!Files.isRegularFile(jar)) {
                throw new LaunchException(file + ": each bundle must be in repo, but " + bundle.getID() + " is not ("
                        + jar + "). Install Neocog again, or put the file there.");
            }
            entries.add(new StartPlan.Entry(installation.relative(jar), startLevel(file, bundle), commands));
        }
        return entries;
    }

    private Feature parse(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return service.readFeature(reader);
        } catch (IOException | RuntimeException e) {
            throw new LaunchException(
                    file + ": must be an OSGi feature file, but cannot be read: " + e.getMessage(), e);
        }
    }

    private static int startLevel(Path file, FeatureBundle bundle) {
        Object level = bundle.getMetadata().getOrDefault(START_LEVEL, DEFAULT_LEVEL);
        if (level instanceof Number number && number.intValue() >= 1 && number.intValue() == number.doubleValue()) {
            return number.intValue();
        }
        throw new LaunchException(file + ": " + START_LEVEL + " must be an integer of at least 1, but " + bundle.getID()
                + " has " + START_LEVEL + "=" + level + ".");
    }

    /** The place of an artifact in a Maven repository. */
    static String pathOf(ID id) {
        String classifier = id.getClassifier().map(text -> "-" + text).orElse("");
        return id.getGroupId().replace('.', '/') + "/" + id.getArtifactId() + "/" + id.getVersion() + "/"
                + id.getArtifactId() + "-" + id.getVersion() + classifier + "."
                + id.getType().orElse("jar");
    }
}
