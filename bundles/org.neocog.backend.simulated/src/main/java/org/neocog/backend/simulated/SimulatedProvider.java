package org.neocog.backend.simulated;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.TimeUnit;
import org.neocog.backend.Backend;
import org.neocog.backend.support.Fault;
import org.neocog.backend.support.FaultyBackend;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Registers the device, with the faults that its configuration asks for. What no configuration says, a property of the framework or of Java may:
 * {@code neocog.simulated.memory.bytes} and so on.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = SimulatedProvider.PID)
@Designate(ocd = SimulatedProvider.Config.class)
public final class SimulatedProvider {
    static final String PID = "org.neocog.backend.simulated";
    private static final String PREFIX = "neocog.simulated.";
    /** After every backend that is one. */
    private static final int RANKING = -1000;

    private final ServiceRegistration<Backend> registration;

    /** What the device is like. */
    @ObjectClassDefinition(name = "Simulated device", description = "A backend to test with.")
    @interface Config {
        @AttributeDefinition(description = "Name of the backend.")
        String name() default "simulated";

        @AttributeDefinition(description = "Memory of the device in bytes.")
        long memory_bytes() default 1L << 30;

        @AttributeDefinition(description = "Time that each step takes longer, in microseconds.")
        long latency_micros() default 50;

        @AttributeDefinition(
                description = "What goes wrong: none, throw, hang, corrupt, device-lost, out-of-memory or crash.")
        String fault() default "none";

        @AttributeDefinition(description = "The first training step in which it does; 0 is from the start.")
        long fault_step() default 0;

        @AttributeDefinition(description = "In how many steps it does; 0 is in all that follow.")
        long fault_steps() default 0;

        @AttributeDefinition(description = "Name of the op that is computed wrong, or in whose graphs it goes wrong.")
        String fault_op() default "";

        @AttributeDefinition(description = "What the result of a corrupted op is multiplied by.")
        double fault_factor() default 1.01;

        @AttributeDefinition(description = "Filter of the backend that computes.")
        String host_target() default "(" + Backend.COMPLETE + "=true)";
    }

    /** Made by the framework. */
    @Activate
    public SimulatedProvider(
            BundleContext context,
            @Reference(name = "host", target = "(" + Backend.COMPLETE + "=true)") Backend host,
            Config config) {
        Settings settings = new Settings(context);
        String name = settings.text("name", config.name());
        SimulatedDevice device = new SimulatedDevice(
                host,
                new DeviceMemory(settings.number("memory.bytes", config.memory_bytes())),
                TimeUnit.MICROSECONDS.toNanos(settings.number("latency.micros", config.latency_micros())));
        Fault fault = settings.fault(config);
        Backend backend = fault.kind() == Fault.Kind.NONE ? device : new FaultyBackend(device, fault);
        Dictionary<String, Object> service = new Hashtable<>();
        service.put(Backend.NAME, name);
        service.put(Backend.DEVICE, "cpu");
        service.put(Constants.SERVICE_RANKING, RANKING);
        registration = context.registerService(Backend.class, backend, service);
    }

    /** Properties of the framework win over the configuration: they are of one start only. */
    private record Settings(BundleContext context) {
        String text(String key, String configured) {
            String given = context.getProperty(PREFIX + key);
            return given == null ? configured : given;
        }

        long number(String key, long configured) {
            return (long) real(key, configured);
        }

        double real(String key, double configured) {
            String given = context.getProperty(PREFIX + key);
            try {
                return given == null ? configured : Double.parseDouble(given);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        PREFIX + key + ": must be a number, but value=" + given + ". Change or remove it.", e);
            }
        }

        Fault fault(Config config) {
            String kind = text("fault", config.fault());
            long steps = number("fault.steps", config.fault_steps());
            return new Fault(
                    Fault.Kind.of(kind)
                            .orElseThrow(() -> new IllegalArgumentException(PREFIX + "fault: must be one of "
                                    + Fault.Kind.all() + ", but fault=" + kind + ". Change or remove it.")),
                    number("fault.step", config.fault_step()),
                    steps == 0 ? Fault.ALWAYS : steps,
                    text("fault.op", config.fault_op()),
                    real("fault.factor", config.fault_factor()));
        }
    }

    @Deactivate
    void deactivate() {
        registration.unregister();
    }
}
