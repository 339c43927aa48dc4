package io.clouddicom.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The standard's registry of data elements (PS3.6, January 2025) and the names of the storage SOP classes (PS3.4 Annex B).
 *
 * <p>Look-up takes constant time, by tag and by keyword. Immutable and safe to share; loaded at first use.
 *
 * <pre>{@code
 * Dictionary dictionary = Dictionary.standard();
 * String name = dictionary.name(0x0010_0010); // Patient's Name
 * int rows = dictionary.tag("Rows").orElseThrow();
 * }</pre>
 */
public final class Dictionary {
    private static final String ELEMENTS = "data-elements.tsv";
    private static final String SOP_CLASSES = "storage-sop-classes.tsv";
    private static final int EXACT = 0xFFFF_FFFF;

    /**
     * An attribute of the registry.
     *
     * @param tag the tag; where the registry has X for any digit, that digit is 0
     * @param mask the digits of the tag that count: 0 where the registry has X
     * @param keyword the keyword; empty for a few retired attributes
     * @param name the name; empty for a few retired attributes
     * @param vrs the value representations to choose from; empty for items and delimiters
     * @param vm the value multiplicity as the registry writes it, for example {@code 1-n}
     * @param retired whether it is retired
     */
    public record Entry(int tag, int mask, String keyword, String name, List<Vr> vrs, String vm, boolean retired) {
        /** Checks for null, copies the list. */
        public Entry {
            Objects.requireNonNull(keyword, "keyword");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(vm, "vm");
            vrs = List.copyOf(vrs);
        }
    }

    private static final class Holder {
        static final Dictionary STANDARD = new Dictionary();
    }

    /** By mask, then by the tag's digits that count; the exact tags come first. */
    private final Map<Integer, Map<Integer, Entry>> byMask = new LinkedHashMap<>();

    private final Map<String, Integer> byKeyword = new HashMap<>();
    private final Map<String, String> sopClasses = new HashMap<>();

    private Dictionary() {
        byMask.put(EXACT, new HashMap<>());
        for (String[] row : rows(ELEMENTS)) {
            Entry entry = entry(row);
            byMask.computeIfAbsent(entry.mask(), mask -> new HashMap<>()).put(entry.tag(), entry);
            if (!entry.keyword().isEmpty()) {
                byKeyword.put(entry.keyword(), entry.tag());
            }
        }
        for (String[] row : rows(SOP_CLASSES)) {
            sopClasses.put(row[0], row[1]);
        }
    }

    /** The standard's dictionary. */
    public static Dictionary standard() {
        return Holder.STANDARD;
    }

    /**
     * What the registry says of a tag, of repeating groups too. Private tags are in no registry.
     *
     * @param tag the tag
     */
    public Optional<Entry> entry(int tag) {
        return Optional.ofNullable(find(tag));
    }

    /**
     * The tag of a keyword; of a repeating group the first one.
     *
     * @param keyword the keyword, for example {@code PatientName}
     */
    public OptionalInt tag(String keyword) {
        Integer tag = byKeyword.get(keyword);
        return tag == null ? OptionalInt.empty() : OptionalInt.of(tag);
    }

    /**
     * The name of an attribute to show to people; for tags that the registry does not have, what can be said of them.
     *
     * @param tag the tag
     */
    public String name(int tag) {
        Entry entry = find(tag);
        if (entry != null) {
            return entry.name().isEmpty() ? "Retired Attribute" : entry.name();
        } else if (Tag.isGroupLength(tag)) {
            return "Group Length";
        } else if (Tag.isPrivate(tag)) {
            return Tag.isPrivateCreator(tag) ? "Private Creator" : "Private Attribute";
        }
        return "Unknown Attribute";
    }

    /**
     * The value representation in an encoding that does not name it, samples being unsigned.
     *
     * @param tag the tag
     * @return the value representation; {@link Vr#UN} where it is not known
     */
    public Vr vr(int tag) {
        return vr(tag, false);
    }

    /**
     * The value representation in an encoding that does not name it (PS3.5 A.1): where the registry leaves a choice, OW
     * where that is one, else by Pixel Representation US or SS.
     *
     * @param tag the tag
     * @param signedSamples whether Pixel Representation, here or in a dataset around, says that samples are signed
     * @return the value representation; {@link Vr#UN} where it is not known
     */
    public Vr vr(int tag, boolean signedSamples) {
        if (Tag.isGroupLength(tag)) {
            return Vr.UL;
        } else if (Tag.isPrivateCreator(tag)) {
            return Vr.LO;
        }
        Entry entry = find(tag);
        if (entry == null || entry.vrs().isEmpty()) {
            return Vr.UN;
        }
        List<Vr> vrs = entry.vrs();
        if (vrs.size() == 1) {
            return vrs.get(0);
        } else if (vrs.contains(Vr.OW)) {
            return Vr.OW;
        }
        return signedSamples && vrs.contains(Vr.SS) ? Vr.SS : vrs.get(0);
    }

    /**
     * The name of a storage SOP class.
     *
     * @param sopClass its UID
     */
    public Optional<String> storageSopClassName(Uid sopClass) {
        return Optional.ofNullable(sopClasses.get(sopClass.value()));
    }

    private @Nullable Entry find(int tag) {
        if (Tag.isPrivate(tag)) {
            return null;
        }
        for (Map.Entry<Integer, Map<Integer, Entry>> masked : byMask.entrySet()) {
            Entry entry = masked.getValue().get(tag & masked.getKey());
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private static Entry entry(String[] row) {
        List<Vr> vrs = new ArrayList<>();
        if (!row[3].isEmpty()) {
            for (String vr : row[3].split(",")) {
                vrs.add(Vr.valueOf(vr));
            }
        }
        int tag = Integer.parseUnsignedInt(row[0].replace('X', '0'), 16);
        int mask = Integer.parseUnsignedInt(row[0].replaceAll("[^X]", "F").replace('X', '0'), 16);
        return new Entry(tag, mask, row[1], row[2], vrs, row[4], row[5].equals("R"));
    }

    private static List<String[]> rows(String resource) {
        try (InputStream in = Dictionary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + resource + " is missing");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
