package io.clouddicom;

import java.util.Objects;

/**
 * What identifies a frame.
 *
 * @param instance its instance
 * @param number its number, from 1
 */
public record FrameId(InstanceId instance, int number) {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException it is below 1
     */
    public FrameId {
        Objects.requireNonNull(instance, "instance");
        if (number < 1) {
            throw new IllegalArgumentException("frames are numbered from 1, not " + number);
        }
    }

    /** The instance and, if it is not 1, the number. */
    @Override
    public String toString() {
        return number == 1 ? instance.toString() : instance + " frame " + number;
    }
}
