/**
 * How parameters start and how they change: the SPI of {@linkplain org.neocog.optimizer.OptimizerType optimizers}, learning rate
 * {@linkplain org.neocog.optimizer.ScheduleType schedules} and {@linkplain org.neocog.optimizer.InitializerType initializers}.
 *
 * <p>An optimizer emits ops and a schedule gives numbers, so neither is there during a step: their bundles can be updated under a
 * live run.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.optimizer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
