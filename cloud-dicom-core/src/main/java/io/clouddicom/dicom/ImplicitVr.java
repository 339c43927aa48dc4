package io.clouddicom.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The value representation of an element whose header has none, from the registry of PS3.6. */
final class ImplicitVr {
    private static final String RESOURCE = "implicit-vr.txt";
    /** In place of a value representation: that of samples, US or SS. */
    private static final String SAMPLE = "US|SS";

    private record Entry(Vr unsigned, Vr signed) {}

    private static final Map<Integer, Entry> ENTRIES = load();

    private ImplicitVr() {}

    /**
     * Looks the tag up.
     *
     * @param signedPixels whether Pixel Representation, here or in a dataset around, says that samples are signed
     */
    static Vr of(int tag, boolean signedPixels) {
        if (Tag.isGroupLength(tag)) {
            return Vr.UL;
        }
        if (Tag.isPrivate(tag)) {
            return Tag.isPrivateCreator(tag) ? Vr.LO : Vr.UN;
        }
        Entry entry = ENTRIES.get(withoutRepetition(tag));
        return entry == null ? Vr.UN : signedPixels ? entry.signed : entry.unsigned;
    }

    /** Curves (50xx) and overlays (60xx) are all registered as the first of them. */
    private static int withoutRepetition(int tag) {
        int group = Tag.group(tag) & 0xFF00;
        return group == 0x5000 || group == 0x6000 ? tag & 0xFF00_FFFF : tag;
    }

    private static Map<Integer, Entry> load() {
        Map<Integer, Entry> entries = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(ImplicitVr.class.getResourceAsStream(RESOURCE));
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                String[] words = line.split(" ");
                Entry entry = words[0].equals(SAMPLE)
                        ? new Entry(Vr.US, Vr.SS)
                        : new Entry(Vr.valueOf(words[0]), Vr.valueOf(words[0]));
                int group = Integer.parseInt(words[1], 16);
                for (int i = 2; i < words.length; i++) {
                    entries.put(Tag.of(group, Integer.parseInt(words[i], 16)), entry);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Map.copyOf(entries);
    }
}
