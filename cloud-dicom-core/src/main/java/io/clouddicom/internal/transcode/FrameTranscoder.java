package io.clouddicom.internal.transcode;

/** Turns encapsulated frames of one instance into others, and proves of each that no sample changes. For any number of threads. */
@FunctionalInterface
interface FrameTranscoder {

    /**
     * Transcodes a frame.
     *
     * @param frame the frame as it came, not changed
     * @return the frame as it is stored
     * @throws NotTranscodableException it cannot be done without changing a sample; the message says why
     */
    EncodedFrame transcode(byte[] frame) throws NotTranscodableException;
}
