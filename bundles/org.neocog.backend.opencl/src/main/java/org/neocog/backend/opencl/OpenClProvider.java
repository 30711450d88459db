package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.neocog.backend.Backend;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers one backend per device, the best with the highest ranking; where there is none one line of the log says why. */
@Component(
        service = {},
        immediate = true)
public final class OpenClProvider {
    private static final System.Logger LOG = System.getLogger(OpenClProvider.class.getName());
    private static final int RANKING = 200;
    /** Processors come after every backend that is made for them. */
    private static final int CPU_RANKING = -100;

    private final List<ServiceRegistration<Backend>> registrations = new ArrayList<>();
    private final List<OpenClBackend> backends = new ArrayList<>();

    @Activate
    public OpenClProvider(BundleContext context) {
        String problem = OpenClLibrary.problem();
        if (problem != null) {
            LOG.log(System.Logger.Level.INFO, problem);
            return;
        }
        List<Device> devices = OpenClLibrary.devices();
        for (int i = 0; i < devices.size(); i++) {
            register(context, devices.get(i), i);
        }
    }

    private void register(BundleContext context, Device device, int place) {
        OpenClBackend backend = new OpenClBackend(device);
        backends.add(backend);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Backend.NAME, device.serviceName());
        properties.put(Backend.DEVICE, device.isCpu() ? "cpu" : "gpu");
        properties.put("neocog.opencl.id", device.identity());
        properties.put(Constants.SERVICE_RANKING, (device.isCpu() ? CPU_RANKING : RANKING) - place);
        registrations.add(context.registerService(Backend.class, backend, properties));
    }

    @Deactivate
    void deactivate() {
        registrations.forEach(ServiceRegistration::unregister);
        backends.forEach(OpenClBackend::close);
    }
}
