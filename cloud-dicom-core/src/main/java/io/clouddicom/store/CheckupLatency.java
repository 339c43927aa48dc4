package io.clouddicom.store;

import java.time.Duration;

/**
 * How long requests for objects of 1 KiB took, one after the other.
 *
 * @param requests how many of each
 * @param putMedian the time that half of the puts took at most
 * @param putSlowest the slowest put
 * @param getMedian the time that half of the reads took at most
 * @param getSlowest the slowest read
 */
public record CheckupLatency(
        int requests, Duration putMedian, Duration putSlowest, Duration getMedian, Duration getSlowest) {}
