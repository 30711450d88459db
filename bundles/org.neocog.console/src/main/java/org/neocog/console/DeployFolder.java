package org.neocog.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.run.Run;
import org.neocog.run.RunException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The bundles in a folder: what comes is installed and started, or updates the bundle of the same symbolic name; what goes is uninstalled, and a
 * bundle of the distribution that it had updated is as it was. Says beforehand what an update restarts. Bundles that hold native libraries are
 * not updated while a run goes on: what they have loaded cannot be unloaded.
 */
final class DeployFolder implements FolderWatch.Listener {
    /** Header of bundles that must not be replaced under a run; its value says why. */
    static final String FIXED = "Neocog-Fixed";

    private static final String REFERENCE = "reference:";

    private final BundleContext context;
    private final Set<Path> known = new HashSet<>();
    private final Supplier<List<Run>> live;
    private final PrintStream err;
    /** Where bundles of the distribution came from that a file of the folder has updated. */
    private final Map<Path, String> replaced = new HashMap<>();

    /** @param err told what is done */
    DeployFolder(BundleContext context, Supplier<List<Run>> live, PrintStream err) {
        this.context = context;
        this.live = live;
        this.err = err;
    }

    @Override
    public void came(Path file) {
        Attributes headers = headers(file);
        String name = symbolicName(file, headers);
        Bundle same = bundle(name);
        try {
            if (same != null && isFrom(same, file) && !known.contains(file)) {
                say(same.getSymbolicName() + " " + same.getVersion() + " is there"); // the launcher has started it
            } else if (same == null) {
                Bundle bundle = context.installBundle(file.toUri().toString());
                start(bundle);
                say("installed " + bundle.getSymbolicName() + " " + bundle.getVersion());
            } else {
                if (!isFrom(same, file)) {
                    replaced.put(file, same.getLocation());
                }
                update(same, file.toUri());
            }
            known.add(file);
        } catch (BundleException | IOException e) {
            throw new RunException("deploy: the bundle must start, but does not: " + e.getMessage(), e);
        }
    }

    @Override
    public void changed(Path file) {
        came(file);
    }

    @Override
    public void went(Path file) {
        known.remove(file);
        String before = replaced.remove(file);
        Bundle bundle = Arrays.stream(context.getBundles())
                .filter(each ->
                        before == null ? isFrom(each, file) : each.getLocation().equals(before))
                .findFirst()
                .orElse(null);
        if (bundle == null) {
            return;
        }
        try {
            if (before == null) {
                refuseFixed(bundle);
                tellEffect(bundle, "removing");
                bundle.uninstall();
                refresh(List.of(bundle));
                say("removed " + bundle.getSymbolicName());
            } else {
                update(bundle, URI.create(withoutReference(before)));
            }
        } catch (BundleException | IOException e) {
            throw new RunException("deploy: the bundle must stop, but does not: " + e.getMessage(), e);
        }
    }

    private static boolean isFrom(Bundle bundle, Path file) {
        return withoutReference(bundle.getLocation()).equals(file.toUri().toString());
    }

    private static String withoutReference(String location) {
        return location.startsWith(REFERENCE) ? location.substring(REFERENCE.length()) : location;
    }

    private void update(Bundle bundle, URI jar) throws BundleException, IOException {
        refuseFixed(bundle);
        tellEffect(bundle, "updating");
        boolean fragment = isFragment(bundle);
        if (!fragment) {
            bundle.stop(); // once, and not for the update and for the refresh: each time the runs on it have to leave
        }
        try (InputStream in = jar.toURL().openStream()) {
            bundle.update(in);
        }
        refresh(List.of(bundle));
        start(bundle);
        say("updated " + bundle.getSymbolicName() + " to " + bundle.getVersion());
    }

    /** @throws ConfigException if the bundle must not be replaced while runs go on */
    private void refuseFixed(Bundle bundle) {
        String why = bundle.getHeaders("").get(FIXED);
        List<Run> runs = live.get();
        if (why != null && !runs.isEmpty()) {
            throw new ConfigException(
                    Location.origin("deploy"),
                    "bundle " + bundle.getSymbolicName() + " must not be replaced while a run goes on, but runs="
                            + runs.stream().map(RunNames::name).toList() + ": " + why
                            + ". Stop them (neocog stop RUN), and put the file there again.");
        }
    }

    private void tellEffect(Bundle bundle, String what) {
        Collection<Bundle> all = wiring().getDependencyClosure(List.of(bundle));
        String others = all.stream()
                .filter(each -> !each.equals(bundle))
                .map(each -> String.valueOf(each.getSymbolicName()))
                .sorted()
                .collect(Collectors.joining(", "));
        Set<String> names =
                all.stream().map(each -> String.valueOf(each.getSymbolicName())).collect(Collectors.toSet());
        Map<Boolean, List<Run>> runs = live.get().stream()
                .collect(Collectors.partitioningBy(
                        run -> run.heldBundles().stream().anyMatch(names::contains)));
        say(what + " " + bundle.getSymbolicName() + " " + bundle.getVersion() + "; restarts with it: "
                + (others.isEmpty() ? "nothing" : others) + "; runs that it touches: " + shown(runs.get(true))
                + "; runs that it does not: " + shown(runs.get(false)));
    }

    private static String shown(@Nullable List<Run> runs) {
        return runs == null || runs.isEmpty()
                ? "none"
                : runs.stream()
                        .map(run ->
                                RunNames.name(run) + " on " + (run.backend().isEmpty() ? "no backend" : run.backend()))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    private void refresh(Collection<Bundle> bundles) {
        java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
        wiring().refreshBundles(bundles, event -> done.countDown());
        try {
            done.await(60, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Bundle bundle) throws BundleException {
        if (!isFragment(bundle)) {
            bundle.start();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private @Nullable Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElse(null);
    }

    private static Attributes headers(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest() == null
                    ? new Attributes()
                    : jar.getManifest().getMainAttributes();
        } catch (IOException e) {
            throw new RunException("deploy: must be a jar file, but cannot be read: " + e.getMessage(), e);
        }
    }

    private static String symbolicName(Path file, Attributes headers) {
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null) {
            throw new RunException(
                    "deploy: must be an OSGi bundle, but has no Bundle-SymbolicName: " + file.getFileName());
        }
        return Objects.requireNonNull(name).split(";", 2)[0].strip();
    }

    private void say(String line) {
        synchronized (err) {
            err.println("deploy: " + line);
        }
    }
}
