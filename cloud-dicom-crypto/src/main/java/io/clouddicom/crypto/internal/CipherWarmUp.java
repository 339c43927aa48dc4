package io.clouddicom.crypto.internal;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the Java runtime compile AES-GCM before it is needed, once in a process, on a thread of its own that ends by itself.
 *
 * <p>The runtime has the processor's instructions for AES-GCM only in code that it compiled, and it compiles what was
 * <em>called</em> often enough, however much each call did. A segment of 64 KiB is few calls: it takes hundreds of mebibytes
 * until all of that code is compiled, and up to then it is some thirty times slower than afterwards. So what is sealed and
 * opened here are many segments that are as small as can be. Large ones would not help.
 *
 * <p>The benchmark {@code EncryptionColdStart} measures both.
 */
public final class CipherWarmUp {
    /** What the thread is called. */
    static final String THREAD = "cloud-dicom-cipher-warm-up";

    /** Above the number of calls from which on the runtime compiles to its best; a quarter of a second of one core. */
    private static final int SEGMENTS = 10_000;

    private static final int SEGMENT_BYTES = 1 << 10;
    private static final int SEGMENTS_AT_ONCE = 64;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int KEY_BYTES = 32;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private CipherWarmUp() {}

    /** Begins, unless it was begun already, or there is one processor only, which the caller needs. Does not wait. */
    public static void begin() {
        if (Runtime.getRuntime().availableProcessors() > 1 && BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(CipherWarmUp::run, THREAD);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Does it; gives how many segments it came to. */
    static int run() {
        int done = 0;
        try {
            StreamingAead aead = aead();
            byte[] plain = new byte[SEGMENTS_AT_ONCE * SEGMENT_BYTES];
            byte[] associatedData = new byte[Long.BYTES];
            long begin = System.nanoTime();
            while (done < SEGMENTS && System.nanoTime() - begin < LONGEST_NANOS) {
                ByteArrayOutputStream sealed = new ByteArrayOutputStream(2 * plain.length);
                try (OutputStream sealing = aead.newEncryptingStream(sealed, associatedData)) {
                    sealing.write(plain);
                }
                aead.newDecryptingStream(new ByteArrayInputStream(sealed.toByteArray()), associatedData)
                        .transferTo(OutputStream.nullOutputStream());
                done += SEGMENTS_AT_ONCE;
            }
            return done;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("sealing and opening in memory does not fail", e);
        }
    }

    /** Like that of a study, but for the size of segments, with a key that is used for nothing else. */
    private static StreamingAead aead() throws GeneralSecurityException {
        StreamingAeadConfig.register();
        AesGcmHkdfStreamingParameters parameters = AesGcmHkdfStreamingParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setDerivedAesGcmKeySizeBytes(KEY_BYTES)
                .setHkdfHashType(AesGcmHkdfStreamingParameters.HashType.SHA256)
                .setCiphertextSegmentSizeBytes(SEGMENT_BYTES)
                .build();
        return AesGcmHkdfStreaming.create((AesGcmHkdfStreamingKey)
                KeysetHandle.generateNew(parameters).getPrimary().getKey());
    }
}
