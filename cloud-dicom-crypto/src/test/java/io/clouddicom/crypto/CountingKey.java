package io.clouddicom.crypto;

import io.clouddicom.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A key-encryption key that counts its calls, can be down, and can be slow, as a KMS is. */
final class CountingKey implements KeyEncryptionKey {
    private final KeyEncryptionKey key;
    final AtomicInteger wraps = new AtomicInteger();
    final AtomicInteger unwraps = new AtomicInteger();
    volatile boolean down;
    volatile long pauseMillis;

    CountingKey(KeyEncryptionKey key) {
        this.key = key;
    }

    static CountingKey inFolder(Path folder) throws IOException {
        Path file = folder.resolve("key-" + System.nanoTime() + ".json");
        return new CountingKey(LocalKeyFile.create(file, Optional.empty()));
    }

    @Override
    public String id() {
        return key.id();
    }

    @Override
    public String version() throws IOException {
        return key.version();
    }

    int calls() {
        return wraps.get() + unwraps.get();
    }

    private void call(AtomicInteger count) throws IOException {
        count.incrementAndGet();
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (down) {
            throw new UnavailableException("unwrap", id(), "it is down");
        }
    }

    @Override
    public byte[] wrap(byte[] bytes, byte[] associatedData) throws IOException {
        call(wraps);
        return key.wrap(bytes, associatedData);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws IOException {
        call(unwraps);
        return key.unwrap(wrapped, associatedData);
    }
}
