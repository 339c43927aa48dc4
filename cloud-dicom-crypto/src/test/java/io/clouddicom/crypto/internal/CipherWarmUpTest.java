package io.clouddicom.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CipherWarmUpTest {

    @Test
    void aDaemonThreadThatEndsByItselfDoesItOnceInAProcess() throws Exception {
        CipherWarmUp.begin();
        Optional<Thread> thread = find();
        if (thread.isPresent()) {
            assertThat(thread.get().isDaemon()).isTrue();
            thread.get().join(TimeUnit.MINUTES.toMillis(1));
        }
        assertThat(find()).isEmpty();
        CipherWarmUp.begin();
        assertThat(find()).isEmpty();
    }

    @Test
    void itSealsAndOpens() {
        assertThat(CipherWarmUp.run()).isPositive();
    }

    private static Optional<Thread> find() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(CipherWarmUp.THREAD))
                .findAny();
    }
}
