package org.neocog.tensor.internal;

import org.jspecify.annotations.Nullable;
import org.neocog.tensor.FixedShapeTensorType;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Keeps {@code arrow.fixed_shape_tensor} registered with Arrow from the start of this bundle to its stop, and no longer. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class TensorTypesActivator implements BundleActivator {
    private FixedShapeTensorType.@Nullable Registration registration;

    @Override
    public void start(BundleContext context) {
        registration = FixedShapeTensorType.register();
    }

    @Override
    public void stop(BundleContext context) {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }
}
