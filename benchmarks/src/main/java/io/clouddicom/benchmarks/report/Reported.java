package io.clouddicom.benchmarks.report;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A JMH benchmark whose result is a {@link Figure} of the performance page. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Reported {
    /** The part of the project. */
    String suite();

    /** What is done to what. Values of parameters are added. */
    String name();

    /** The method of the same class that is the peer, or nothing. */
    String against() default "";

    /** What the peer is called. */
    String peer() default "";

    /** The ratio that must be reached, if there is one. */
    double floor() default Double.NaN;

    /** The ratio that is wanted, if there is one. */
    double aim() default Double.NaN;
}
