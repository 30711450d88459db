package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

class ServiceCatalogTest {
    private final ServiceCatalog catalog = new ServiceCatalog();

    /** A layer that only tells about itself. */
    private record Layer(String name, Schema schema) implements LayerType {
        @Override
        public String summary() {
            return "a layer for tests";
        }

        @Override
        public LayerSpec create(Options options) {
            throw new UnsupportedOperationException("a layer for tests makes nothing");
        }
    }

    /** A layer whose bundle was built against something else. */
    private static final class BrokenLayer implements LayerType {
        private final Throwable failure;

        BrokenLayer(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String summary() {
            return "broken";
        }

        @Override
        public Schema schema() {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public LayerSpec create(Options options) {
            throw new UnsupportedOperationException("a layer for tests makes nothing");
        }
    }

    /** A service with a ranking and an id, of no bundle. */
    private record Service(int ranking, long id) implements ServiceReference<LayerType> {
        @Override
        public int compareTo(Object other) {
            Service service = (Service) other;
            return ranking != service.ranking
                    ? Integer.compare(ranking, service.ranking)
                    : Long.compare(service.id, id);
        }

        @Override
        public Object getProperty(String key) {
            return null;
        }

        @Override
        public String[] getPropertyKeys() {
            return new String[0];
        }

        @Override
        public Bundle getBundle() {
            return null;
        }

        @Override
        public Bundle[] getUsingBundles() {
            return new Bundle[0];
        }

        @Override
        public boolean isAssignableTo(Bundle bundle, String className) {
            return true;
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return new Hashtable<>();
        }

        @Override
        public <A> A adapt(Class<A> type) {
            return null;
        }
    }

    private List<String> names() {
        return catalog.all(LayerType.KIND).stream().map(PlugIn::name).toList();
    }

    @Test
    void listsByNameAndForgetsWhatLeaves() {
        catalog.addLayer(new Service(0, 1), new Layer("tanh", Schema.empty()));
        catalog.addLayer(new Service(0, 2), new Layer("conv2d", Schema.empty()));
        assertEquals(List.of("conv2d", "tanh"), names());
        catalog.removeLayer(new Service(0, 2));
        assertEquals(List.of("tanh"), names());
        assertEquals(Optional.empty(), catalog.find(LayerType.KIND, "conv2d"));
        assertEquals(List.of(), List.copyOf(catalog.all("optimizer")));
        catalog.removeLayer(new Service(0, 9));
    }

    @Test
    void takesTheHighestRankingOfEqualNamesAndThenTheFirst() {
        Layer low = new Layer("tanh", Schema.empty());
        Layer high = new Layer("tanh", Schema.empty());
        Layer later = new Layer("tanh", Schema.empty());
        catalog.addLayer(new Service(0, 1), low);
        catalog.addLayer(new Service(5, 2), high);
        catalog.addLayer(new Service(5, 3), later);
        assertSame(high, catalog.find(LayerType.KIND, "tanh").orElseThrow());
        assertEquals(List.of("tanh"), names());
        catalog.removeLayer(new Service(5, 2));
        assertSame(later, catalog.find(LayerType.KIND, "tanh").orElseThrow());
        catalog.removeLayer(new Service(5, 3));
        assertSame(low, catalog.find(LayerType.KIND, "tanh").orElseThrow());
    }

    @Test
    void leavesOutAndLogsWhatCannotTellItsSchema() {
        Logger logger = Logger.getLogger(ServiceCatalog.class.getName());
        List<String> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            catalog.addLayer(new Service(0, 1), new BrokenLayer(new IllegalStateException("no schema today")));
            catalog.addLayer(new Service(0, 2), new BrokenLayer(new NoClassDefFoundError("org/other/Thing")));
            catalog.addLayer(new Service(0, 3), new Layer("tanh", null));
            catalog.addLayer(new Service(0, 4), new Layer("conv2d", Schema.empty()));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertEquals(List.of("conv2d"), names());
        assertEquals(3, logged.size());
        assertEquals(
                "layer org.neocog.experiment.ServiceCatalogTest$BrokenLayer of bundle (uninstalled) is left out: name(), "
                        + "summary() and schema() must answer, but one failed: java.lang.IllegalStateException: no schema "
                        + "today. Update or remove the bundle.",
                logged.get(0));
    }
}
