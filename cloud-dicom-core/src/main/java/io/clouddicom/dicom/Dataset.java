package io.clouddicom.dicom;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Data elements, each at most once, in the order in which they were encoded; look-up by tag.
 *
 * <p>Immutable. Typed accessors return an empty result where the element is absent, empty, not loaded or not of that
 * kind, and the first value where there are several; they never fail.
 *
 * <p>Text is decoded with the dataset's Specific Character Set; an item without one has that of the dataset around it.
 *
 * <pre>{@code
 * Optional<Uid> study = dataset.uid(Tag.STUDY_INSTANCE_UID);
 * long rows = dataset.integer(Tag.ROWS).orElse(0);
 * Optional<Element> own = dataset.element("ACME 1.1", 0x0029, 0x10);
 * }</pre>
 */
// Over 500 lines: an accessor for each kind of value, and the builder.
public final class Dataset implements Iterable<Element> {
    private static final Dataset EMPTY =
            new Dataset(new Element[0], DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN, List.of());

    private final List<Element> elements;
    /** By tag; where a tag stands twice, the first of the two. */
    private final Element[] byTag;

    private final DatasetEncoding encoding;
    /** The values of Specific Character Set that apply. */
    private final List<String> characterSets;
    /** Their decoder, made when text is first asked for. */
    private @Nullable SpecificCharacterSet characters;

    Dataset(Element[] elements, DatasetEncoding encoding, List<String> inheritedCharacterSets) {
        this.byTag = sorted(elements);
        this.encoding = encoding;
        Element own = find(byTag, Tag.SPECIFIC_CHARACTER_SET);
        this.characterSets =
                own != null ? List.copyOf(TextValues.split(decodeSingleByte(own), own.vr())) : inheritedCharacterSets;
        this.elements = List.of(inherit(elements, characterSets));
    }

    /** The same elements under the character sets of another dataset around them. */
    private Dataset inheriting(List<String> inherited) {
        if (inherited.equals(characterSets) || find(byTag, Tag.SPECIFIC_CHARACTER_SET) != null) {
            return this;
        }
        return new Dataset(elements.toArray(new Element[0]), encoding, inherited);
    }

    private static Element[] inherit(Element[] elements, List<String> characterSets) {
        for (int i = 0; i < elements.length; i++) {
            if (elements[i].value() instanceof Value.Sequence sequence) {
                List<Item> items = new ArrayList<>(sequence.items().size());
                boolean changed = false;
                for (Item item : sequence.items()) {
                    Dataset inheriting = item.dataset().inheriting(characterSets);
                    changed |= inheriting != item.dataset();
                    items.add(item.withDataset(inheriting));
                }
                if (changed) {
                    elements[i] = elements[i].withValue(new Value.Sequence(items));
                }
            }
        }
        return elements;
    }

    private static Element[] sorted(Element[] elements) {
        for (int i = 1; i < elements.length; i++) {
            if (Integer.compareUnsigned(elements[i - 1].tag(), elements[i].tag()) >= 0) {
                Element[] sorted = elements.clone();
                Arrays.sort(sorted, (a, b) -> Integer.compareUnsigned(a.tag(), b.tag()));
                return sorted;
            }
        }
        return elements;
    }

    /** A dataset without elements. */
    public static Dataset empty() {
        return EMPTY;
    }

    /** Begins an empty dataset, explicit VR little endian. */
    public static Builder builder() {
        return new Builder(DatasetEncoding.EXPLICIT_VR_LITTLE_ENDIAN);
    }

    /** Begins a dataset with the elements of this one. */
    public Builder toBuilder() {
        Builder builder = new Builder(encoding);
        elements.forEach(builder::put);
        return builder;
    }

    /** The elements in the order in which they were encoded, which is that of their tags unless the file broke it. */
    public List<Element> elements() {
        return elements;
    }

    @Override
    public Iterator<Element> iterator() {
        return elements.iterator();
    }

    /** How many elements. */
    public int size() {
        return elements.size();
    }

    /** Whether there are no elements. */
    public boolean isEmpty() {
        return elements.isEmpty();
    }

    /** How the dataset was encoded. */
    public DatasetEncoding encoding() {
        return encoding;
    }

    /** The values of Specific Character Set that apply: its own or, without, those of the dataset around it. */
    public List<String> characterSets() {
        return characterSets;
    }

    /**
     * Whether there is such an element, be it empty.
     *
     * @param tag the tag
     */
    public boolean contains(int tag) {
        return find(byTag, tag) != null;
    }

    /**
     * An element.
     *
     * @param tag the tag
     */
    public Optional<Element> element(int tag) {
        return Optional.ofNullable(find(byTag, tag));
    }

    /**
     * A private element, found through its creator (PS3.5 7.8.1).
     *
     * @param creator the private creator, without padding
     * @param group the group, odd
     * @param element the lower byte of the element number, 00 to FF
     */
    public Optional<Element> element(String creator, int group, int element) {
        int index = insertionPoint(byTag, Tag.of(group, 0x10));
        for (; index < byTag.length; index++) {
            int tag = byTag[index].tag();
            if (Tag.group(tag) != group || Tag.element(tag) > 0xFF) {
                break;
            }
            if (string(tag).filter(creator::equals).isPresent()) {
                Optional<Element> found = element(Tag.of(group, Tag.element(tag) << 8 | element & 0xFF));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The first value of an element as text, without padding.
     *
     * @param tag the tag
     */
    public Optional<String> string(int tag) {
        List<String> values = strings(tag);
        return values.isEmpty() || values.get(0).isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /**
     * The values of an element as text, without padding; numbers in decimal. An empty value among others is an empty
     * string.
     *
     * @param tag the tag
     */
    public List<String> strings(int tag) {
        Element element = find(byTag, tag);
        if (element == null || !(element.value() instanceof Value.Bytes bytes) || bytes.length() == 0) {
            return List.of();
        }
        Vr vr = knownVr(element);
        return vr.text() || vr == Vr.UN ? TextValues.split(decode(element), vr) : Numbers.decimals(vr, bytes);
    }

    /**
     * The first value of an element as a whole number: from IS, or from binary integers.
     *
     * @param tag the tag
     */
    public OptionalLong integer(int tag) {
        long[] values = integers(tag);
        return values.length == 0 ? OptionalLong.empty() : OptionalLong.of(values[0]);
    }

    /**
     * The values of an element as whole numbers; empty where one of them is none.
     *
     * @param tag the tag
     */
    public long[] integers(int tag) {
        Element element = find(byTag, tag);
        if (element == null || !(element.value() instanceof Value.Bytes bytes)) {
            return new long[0];
        }
        Vr vr = knownVr(element);
        return vr.text() ? Numbers.parseIntegers(strings(tag)) : Numbers.integers(vr, bytes);
    }

    /**
     * The first value of an element as a number: from DS, IS or binary numbers.
     *
     * @param tag the tag
     */
    public OptionalDouble number(int tag) {
        double[] values = numbers(tag);
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[0]);
    }

    /**
     * The values of an element as numbers; empty where one of them is none.
     *
     * @param tag the tag
     */
    public double[] numbers(int tag) {
        Element element = find(byTag, tag);
        if (element == null || !(element.value() instanceof Value.Bytes bytes)) {
            return new double[0];
        }
        Vr vr = knownVr(element);
        return vr.text() ? Numbers.parseNumbers(strings(tag)) : Numbers.numbers(vr, bytes);
    }

    /**
     * The first value of an element as a UID.
     *
     * @param tag the tag
     */
    public Optional<Uid> uid(int tag) {
        Optional<String> value = string(tag);
        try {
            return value.map(Uid::of);
        } catch (IllegalArgumentException noUid) {
            return Optional.empty();
        }
    }

    /**
     * The first value of an element as a date.
     *
     * @param tag the tag
     */
    public Optional<LocalDate> date(int tag) {
        return string(tag).flatMap(DicomDateTime::parseDate);
    }

    /**
     * The first value of an element as a time of day.
     *
     * @param tag the tag
     */
    public Optional<DicomTime> time(int tag) {
        return string(tag).flatMap(DicomTime::parse);
    }

    /**
     * The first value of an element as a date and time. Without an offset of its own it has that of the dataset's
     * Timezone Offset From UTC (0008,0201), if there is one; an item does not know that of the dataset around it.
     *
     * @param tag the tag
     */
    public Optional<DicomDateTime> dateTime(int tag) {
        return string(tag)
                .flatMap(DicomDateTime::parse)
                .map(value -> value.offset().isPresent()
                        ? value
                        : new DicomDateTime(
                                value.earliest(),
                                value.precision(),
                                string(Tag.TIMEZONE_OFFSET_FROM_UTC).flatMap(DicomDateTime::parseOffset)));
    }

    /**
     * The first value of an element as a person name.
     *
     * @param tag the tag
     */
    public Optional<PersonName> personName(int tag) {
        return string(tag).map(PersonName::parse).filter(name -> !name.isEmpty());
    }

    /**
     * The items of a sequence, also of one that the file calls UN though the registry knows it.
     *
     * @param tag the tag
     */
    public List<Dataset> items(int tag) {
        Element element = find(byTag, tag);
        if (element == null) {
            return List.of();
        }
        if (element.value() instanceof Value.Sequence sequence) {
            return sequence.items().stream().map(Item::dataset).toList();
        }
        boolean unknownSequence = element.vr() == Vr.UN && knownVr(element) == Vr.SQ;
        return unknownSequence && element.value() instanceof Value.Bytes bytes
                ? DatasetParser.unknownAsItems(bytes.array()).stream()
                        .map(item -> item.dataset().inheriting(characterSets))
                        .toList()
                : List.of();
    }

    /** The value representation, for UN that of the registry: what passed through a system that did not know it. */
    private static Vr knownVr(Element element) {
        return element.vr() == Vr.UN ? Dictionary.standard().vr(element.tag(), false) : element.vr();
    }

    /** The text of an element of this dataset, decoded with the character sets that apply, padding kept. */
    String decode(Element element) {
        if (!(element.value() instanceof Value.Bytes bytes)) {
            return "";
        }
        return element.vr().characterSetAffected() || element.vr() == Vr.UN
                ? characters().decode(bytes.array(), knownVr(element))
                : decodeSingleByte(element);
    }

    private SpecificCharacterSet characters() {
        SpecificCharacterSet made = characters;
        if (made == null) {
            made = SpecificCharacterSet.of(characterSets);
            characters = made;
        }
        return made;
    }

    private static String decodeSingleByte(Element element) {
        return element.value() instanceof Value.Bytes bytes
                ? new String(bytes.array(), StandardCharsets.ISO_8859_1)
                : "";
    }

    private static @Nullable Element find(Element[] byTag, int tag) {
        int index = insertionPoint(byTag, tag);
        return index < byTag.length && byTag[index].tag() == tag ? byTag[index] : null;
    }

    /** The index of the first element whose tag is not less. */
    private static int insertionPoint(Element[] byTag, int tag) {
        int low = 0;
        int high = byTag.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(byTag[middle].tag(), tag) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Equal when the elements are, in order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Dataset that && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
        return elements.hashCode();
    }

    /** How many elements; never values. */
    @Override
    public String toString() {
        return elements.size() + " elements";
    }

    /** Collects elements; those of a tag that is there already replace it. Not for several threads. */
    public static final class Builder {
        private final DatasetEncoding encoding;
        private final java.util.TreeMap<Integer, Element> elements = new java.util.TreeMap<>(Integer::compareUnsigned);

        private Builder(DatasetEncoding encoding) {
            this.encoding = encoding;
        }

        /**
         * Puts an element.
         *
         * @param element the element
         * @return this
         */
        public Builder put(Element element) {
            elements.put(element.tag(), element);
            return this;
        }

        /**
         * Puts an element with a value that is encoded already; an odd length is padded.
         *
         * @param tag the tag
         * @param vr the value representation
         * @param littleEndian the value, words little endian
         * @return this
         */
        public Builder bytes(int tag, Vr vr, byte[] littleEndian) {
            int length = littleEndian.length + (littleEndian.length & 1);
            byte[] padded = Arrays.copyOf(littleEndian, length);
            if (length != littleEndian.length) {
                padded[length - 1] = vr.padding();
            }
            return put(Element.of(tag, vr, Value.Bytes.ofOwned(padded, false)));
        }

        /**
         * Puts text. Specific Character Set has to be put before text that needs it.
         *
         * @param tag the tag
         * @param vr the value representation, one of text
         * @param values the values
         * @return this
         * @throws IllegalArgumentException the value representation is not one of text, or a character is outside of
         *     the Specific Character Set
         */
        public Builder string(int tag, Vr vr, String... values) {
            if (!vr.text()) {
                throw new IllegalArgumentException(vr + " is not text");
            }
            Element own = elements.get(Tag.SPECIFIC_CHARACTER_SET);
            List<String> characterSets = own == null ? List.of() : TextValues.split(decodeSingleByte(own), own.vr());
            String text = String.join("\\", values);
            return bytes(tag, vr, SpecificCharacterSet.of(characterSets).encode(text, vr));
        }

        /**
         * Puts a UID.
         *
         * @param tag the tag
         * @param value the UID
         * @return this
         */
        public Builder uid(int tag, Uid value) {
            return string(tag, Vr.UI, value.value());
        }

        /**
         * Puts whole numbers.
         *
         * @param tag the tag
         * @param vr the value representation: IS or one of binary integers
         * @param values the values
         * @return this
         * @throws IllegalArgumentException a value does not fit
         */
        public Builder integers(int tag, Vr vr, long... values) {
            if (vr == Vr.IS || vr == Vr.DS) {
                return string(
                        tag, vr, Arrays.stream(values).mapToObj(Long::toString).toArray(String[]::new));
            }
            return bytes(tag, vr, Numbers.encodeIntegers(vr, values));
        }

        /**
         * Puts binary floating point numbers.
         *
         * @param tag the tag
         * @param vr the value representation: FL, FD, OF or OD
         * @param values the values
         * @return this
         */
        public Builder numbers(int tag, Vr vr, double... values) {
            return bytes(tag, vr, Numbers.encodeNumbers(vr, values));
        }

        /**
         * Puts a sequence of defined lengths.
         *
         * @param tag the tag
         * @param items the items
         * @return this
         */
        public Builder sequence(int tag, Dataset... items) {
            return put(Element.of(
                    tag,
                    Vr.SQ,
                    new Value.Sequence(Arrays.stream(items).map(Item::of).toList())));
        }

        /**
         * Removes an element, if it is there.
         *
         * @param tag the tag
         * @return this
         */
        public Builder remove(int tag) {
            elements.remove(tag);
            return this;
        }

        /** The dataset, in order of tags. */
        public Dataset build() {
            return new Dataset(elements.values().toArray(new Element[0]), encoding, List.of());
        }
    }
}
