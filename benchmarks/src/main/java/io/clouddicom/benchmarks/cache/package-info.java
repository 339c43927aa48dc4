/**
 * The cache on a day of radiology: {@link io.clouddicom.benchmarks.cache.RadiologyDay} makes up what is read, {@link
 * io.clouddicom.benchmarks.cache.TraceFigures} tells how much of it each tier has, beside others, and {@link
 * io.clouddicom.benchmarks.cache.ScrollFigures} how long somebody waits who scrolls through a study.
 */
package io.clouddicom.benchmarks.cache;
