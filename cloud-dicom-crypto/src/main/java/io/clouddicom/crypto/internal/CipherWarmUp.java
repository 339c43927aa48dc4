package io.clouddicom.crypto.internal;

import com.google.crypto.tink.StreamingAead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * AES-GCM runs in the interpreter until Java has compiled it, many times slower. So that the first frames after a start do
 * not wait for that, a thread of its own seals and opens noise, once in the life of the process, for a moment.
 */
public final class CipherWarmUp {
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static final int ROUNDS = 60;
    private static final int ROUND_BYTES = 256 << 10;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

    private CipherWarmUp() {}

    /** Begins, unless it was begun before. Does not wait. */
    public static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(CipherWarmUp::run, "cloud-dicom-cipher-warm-up");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.start();
        }
    }

    static void run() {
        long end = System.nanoTime() + LONGEST_NANOS;
        try {
            StreamingAead aead = SealingKey.of(SealingKey.newKeyset()).primary();
            byte[] plain = new byte[ROUND_BYTES];
            byte[] associatedData = new byte[1];
            for (int round = 0; round < ROUNDS && System.nanoTime() < end; round++) {
                ByteArrayOutputStream sealed = new ByteArrayOutputStream();
                try (OutputStream out = aead.newEncryptingStream(sealed, associatedData)) {
                    out.write(plain);
                }
                try (InputStream in =
                        aead.newDecryptingStream(new ByteArrayInputStream(sealed.toByteArray()), associatedData)) {
                    in.readNBytes(plain, 0, plain.length);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("sealing and opening in memory does not fail", e);
        }
    }
}
