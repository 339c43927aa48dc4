package io.clouddicom.codec.imageio;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the formats are called, first those of codestreams. */
final class FormatNames {
    static final String VENDOR = "cloud-dicom";
    static final String VERSION = "0.1";

    static final List<String> NAMES =
            List.of("j2k", "j2c", "jpc", "jhc", "htj2k", "jp2", "jpeg2000", "jpeg 2000", "jph");
    static final List<String> SUFFIXES = List.of("j2k", "j2c", "jpc", "jhc", "jp2", "jph");
    static final List<String> MIME_TYPES =
            List.of("image/j2c", "image/jphc", "image/jp2", "image/jpeg2000", "image/jph");

    private FormatNames() {}

    /** The names in small and in capital letters: names of formats are compared by letter. */
    static String[] all(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(name, name.toUpperCase(Locale.ROOT)))
                .toArray(String[]::new);
    }
}
