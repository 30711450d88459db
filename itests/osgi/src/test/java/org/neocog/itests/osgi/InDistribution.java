package org.neocog.itests.osgi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the test methods of a class inside a framework that holds the bundles of the distribution, one framework per class.
 *
 * <p>The class is loaded and made outside as well, but nothing of it runs there: constructors and field initializers must not need the
 * framework. Each test method is a run of its own inside, with its own {@code @BeforeAll}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PaxContainerExtension.class)
@interface InDistribution {}
