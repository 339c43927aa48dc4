package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.InvalidRequestException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The key of an archive: of the command line, otherwise of the environment, otherwise of the configuration file. */
final class KeyOption {
    private static final String VARIABLE = "CLOUD_DICOM_KEY";
    private static final String CONFIGURATION_VARIABLE = "CLOUD_DICOM_CONFIG";
    private static final String NONE = "none";

    @Option(
            names = "--key",
            paramLabel = "URI",
            description = {
                "key-encryption key of the archive, such as local:/etc/cloud-dicom/key.json; several while it moves from one"
                        + " to another; none for a plain archive",
                "default: the environment variable " + VARIABLE + ", or key= in the file that " + CONFIGURATION_VARIABLE
                        + " names, or in ~/.config/cloud-dicom/config.properties"
            })
    private List<String> given = new ArrayList<>();

    @Option(
            names = "--may-be-plain",
            description =
                    "with a key: the archive may be plain, wholly or in part, as while it is encrypted or decrypted"
                            + " in place")
    private boolean mayBePlain;

    /** Gives the keys to whoever opens the archive. */
    DicomArchive.Builder applyTo(DicomArchive.Builder builder) throws IOException {
        DicomArchive.Builder withKeys = builder;
        for (String uri : uris()) {
            withKeys = withKeys.key(uri);
        }
        return mayBePlain ? withKeys.mayBePlain() : withKeys;
    }

    /** The keys' URIs; none for a plain archive. */
    List<String> uris() throws IOException {
        List<String> uris = given;
        if (uris.isEmpty()) {
            String variable = System.getenv(VARIABLE);
            String fallback = variable != null && !variable.isBlank() ? variable : configured();
            uris = fallback.isBlank() ? List.of() : List.of(fallback.strip().split("\\s+"));
        }
        return uris.equals(List.of(NONE)) ? List.of() : uris;
    }

    private static String configured() throws IOException {
        String named = System.getenv(CONFIGURATION_VARIABLE);
        Path file = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("user.home", "."), ".config", "cloud-dicom", "config.properties");
        if (named == null && !Files.isRegularFile(file)) {
            return "";
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("read", file.toString(), "this is no file of properties", e);
        }
        return properties.getProperty("key", "");
    }
}
