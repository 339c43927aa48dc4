package io.clouddicom.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the folder of shared images is. */
public final class SharedFolder {
    private SharedFolder() {}

    /**
     * The folder that the system property {@code cloud.dicom.shared} or the environment variable {@code
     * CLOUD_DICOM_SHARED} names, else the nearest folder {@code shared} beside the working directory or one above it.
     *
     * @return its folder {@code data}, if there is one
     */
    public static Optional<Path> data() {
        for (String named :
                new String[] {System.getProperty("cloud.dicom.shared"), System.getenv("CLOUD_DICOM_SHARED")}) {
            if (named != null && !named.isEmpty()) {
                return Optional.of(Path.of(named, "data"));
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path data = at.resolve("shared").resolve("data");
            if (Files.exists(data.resolve("dicom").resolve("MANIFEST.tsv"))) {
                return Optional.of(data);
            }
        }
        return Optional.empty();
    }
}
