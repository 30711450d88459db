package org.neocog.launcher;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

/** Says which bundles did not start and which components are not satisfied, each with its cause. */
final class Diagnosis {
    private static final Logger LOG = Logger.getLogger(Diagnosis.class.getName());
    private static final String COMPONENTS = "org.osgi.service.component.runtime.ServiceComponentRuntime";

    private final BundleContext context;

    Diagnosis(BundleContext context) {
        this.context = context;
    }

    /** One line for each bundle that is installed but does not run. */
    List<String> bundles() {
        List<String> lines = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean runs = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
            if (!runs && !EmbeddedFramework.isFragment(bundle)) {
                String cause = startAgain(bundle);
                if (!cause.isEmpty()) {
                    lines.add(bundle.getSymbolicName() + " " + bundle.getVersion() + ": does not start: " + cause);
                }
            }
        }
        return lines;
    }

    /** The framework tells why in events, which come at their own time; trying again tells at once. Empty if it works now. */
    private static String startAgain(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "";
        } catch (BundleException e) {
            return causes(e);
        }
    }

    private static String causes(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The framework says it twice, the second time behind these words.
            String message = String.valueOf(cause.getMessage()).replaceFirst(" Unresolved requirements: .*", "");
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : "; ").append(message);
            }
        }
        return text.toString();
    }

    /**
     * One line for each component that is enabled but not satisfied, with the references that nothing fills.
     *
     * <p>Read by reflection: the interface belongs to a bundle, and the launcher shares no package with it.
     */
    List<String> components() {
        ServiceReference<?> reference = context.getServiceReference(COMPONENTS);
        Object runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return List.of("component runtime: must run, but is not there.");
        }
        List<String> lines = new ArrayList<>();
        try {
            Class<?> type = runtime.getClass().getClassLoader().loadClass(COMPONENTS);
            Object descriptions = type.getMethod("getComponentDescriptionDTOs", Bundle[].class)
                    .invoke(runtime, (Object) new Bundle[0]);
            for (Object description : (Iterable<?>) descriptions) {
                Object configurations = type.getMethod("getComponentConfigurationDTOs", description.getClass())
                        .invoke(runtime, description);
                for (Object configuration : (Iterable<?>) configurations) {
                    String missing = missing(configuration);
                    if (!missing.isEmpty()) {
                        lines.add(field(description, "name") + ": " + missing);
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "component runtime: must answer, but does not", e);
        }
        return lines;
    }

    private static String missing(Object configuration) throws ReflectiveOperationException {
        List<String> missing = new ArrayList<>();
        Object failure = field(configuration, "failure");
        if (failure != null) {
            missing.add("failed: " + failure.toString().lines().findFirst().orElse(""));
        }
        Object references = field(configuration, "unsatisfiedReferences");
        for (int i = 0; references != null && i < Array.getLength(references); i++) {
            Object reference = Array.get(references, i);
            Object target = field(reference, "target");
            missing.add("needs a service for \"" + field(reference, "name") + "\""
                    + (target == null ? "" : " with " + target) + ", but none is there");
        }
        return String.join("; ", missing);
    }

    private static @Nullable Object field(Object dto, String name) throws ReflectiveOperationException {
        return dto.getClass().getField(name).get(dto);
    }
}
