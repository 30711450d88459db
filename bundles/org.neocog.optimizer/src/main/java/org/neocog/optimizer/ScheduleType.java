package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of learning rate schedule: {@code schedule: {type: multistep, ...}}. Implemented by plug-ins, registered as a service
 * with the property {@link #NAME_PROPERTY}. The keys {@code unit} and {@code warm-up} are common to all schedules and never
 * part of a {@link #schema}.
 *
 * <p>Threading: all methods may be called by several threads at once.
 */
@ConsumerType
public interface ScheduleType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "schedule";

    /** Service property that holds {@link #name}. */
    String NAME_PROPERTY = "neocog.schedule.name";

    /**
     * The schedule with these options.
     *
     * @param options bound by {@link #schema}, its rules checked
     */
    Schedule create(Options options);
}
