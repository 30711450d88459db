package org.neocog.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Runs that share a device one after the other, in the order in which they came. Threading: safe for all threads. */
final class DeviceQueue {
    private static final long RECHECK_MILLIS = 500;

    private final Map<String, Integer> working = new HashMap<>();
    private final java.util.List<Ticket> waiting = new java.util.ArrayList<>();
    private volatile int perDevice = 1;

    /** A run's place. Closing it lets the next one go. */
    final class Ticket implements AutoCloseable {
        private final String device;
        private boolean holds;

        private Ticket(String device) {
            this.device = device;
        }

        /**
         * Waits for its turn.
         *
         * @return false if {@code stop} held before
         */
        boolean await(BooleanSupplier stop) throws InterruptedException {
            synchronized (DeviceQueue.this) {
                while (!holds && !stop.getAsBoolean()) {
                    if (isFirst() && working.getOrDefault(device, 0) < perDevice) {
                        waiting.remove(this);
                        working.merge(device, 1, Integer::sum);
                        holds = true;
                    } else {
                        DeviceQueue.this.wait(RECHECK_MILLIS);
                    }
                }
                return holds;
            }
        }

        /** Whether it would have to wait. */
        boolean mustWait() {
            synchronized (DeviceQueue.this) {
                return !isFirst() || working.getOrDefault(device, 0) >= perDevice;
            }
        }

        private boolean isFirst() {
            return waiting.stream()
                            .filter(ticket -> ticket.device.equals(device))
                            .findFirst()
                            .orElse(null)
                    == this;
        }

        @Override
        public void close() {
            synchronized (DeviceQueue.this) {
                waiting.remove(this);
                if (holds) {
                    holds = false;
                    working.merge(device, -1, Integer::sum);
                }
                DeviceQueue.this.notifyAll();
            }
        }
    }

    /** How many runs may share a device. */
    void perDevice(int runs) {
        perDevice = runs;
        synchronized (this) {
            notifyAll();
        }
    }

    /** A place behind all that wait for the device. All backends of a processor share it. */
    Ticket take(Backends.Installed backend) {
        Ticket ticket = new Ticket(Objects.equals(backend.device(), "gpu") ? backend.name() : "cpu");
        synchronized (this) {
            waiting.add(ticket);
        }
        return ticket;
    }
}
