package io.clouddicom.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionClockTest {

    @Test
    void noTwoStampsAreEqualAndOneAfterIsLater(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        VersionClock clock = VersionClock.probe(file);
        Set<Long> times = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            VersionClock.stamp(file);
            assertThat(times.add(state(file).modifiedNanos())).isTrue();
        }
        FileState state = state(file);
        clock.stampAfter(file, state);
        assertThat(state(file).modifiedNanos()).isGreaterThan(state.modifiedNanos());
        assertThat(state(file).version()).isNotEqualTo(state.version());
    }

    private static FileState state(Path file) throws IOException {
        return FileState.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }
}
