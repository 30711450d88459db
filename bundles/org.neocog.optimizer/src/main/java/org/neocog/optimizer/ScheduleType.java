package org.neocog.optimizer;

import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of learning rate schedule: {@code schedule: {type: multistep, ...}}. Implemented by plug-ins. */
@ConsumerType
public interface ScheduleType extends PlugIn {
    /** Kind of plug-in, for catalogs. */
    String KIND = "schedule";

    Schedule create(Options options);
}
