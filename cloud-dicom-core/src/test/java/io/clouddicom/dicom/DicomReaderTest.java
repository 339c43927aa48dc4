package io.clouddicom.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.MalformedDicomException;
import io.clouddicom.UnsupportedFeatureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DicomReaderTest {
    private static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String IMPLICIT = "1.2.840.10008.1.2";
    private static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";
    private static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    private static final String J2K = "1.2.840.10008.1.2.4.90";

    private static DicomFile read(byte[] bytes) throws IOException {
        DicomFile file = DicomReader.of(RangeSource.of(bytes)).read();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        DicomWriter.copy(file, RangeSource.of(bytes), again);
        assertThat(again.toByteArray()).as("written back").isEqualTo(bytes);
        DicomFile streamed = DicomReader.of(new ByteArrayInputStream(bytes)).read();
        assertThat(streamed.dataset()).isEqualTo(file.dataset());
        assertThat(streamed.sourceLength()).isEqualTo(bytes.length);
        return file;
    }

    private static void assertContent(DicomFile file) {
        Dataset dataset = file.dataset();
        assertThat(dataset.uid(Tag.STUDY_INSTANCE_UID)).contains(new Uid("1.2.3.4"));
        assertThat(dataset.integer(Tag.ROWS)).hasValue(2);
        List<Dataset> series = dataset.items(Tag.REFERENCED_SERIES_SEQUENCE);
        assertThat(series).hasSize(1);
        List<Dataset> images = series.get(0).items(Tag.REFERENCED_IMAGE_SEQUENCE);
        assertThat(images).hasSize(3);
        assertThat(images.get(1).string(Tag.CODE_VALUE)).contains("T-1");
        assertThat(images.get(2).isEmpty()).isTrue();
        assertThat(images.get(1).characterSets()).containsExactly("ISO_IR 100");
        assertThat(dataset.element("OWN 1.0", 0x0009, 0x01)).isPresent();
        assertThat(dataset.element("OTHER", 0x0009, 0x01)).isEmpty();
        assertThat(file.frames().count()).isEqualTo(2);
        assertThat(file.frames().frame(1).length()).isEqualTo(12);
    }

    @Test
    void readsTheFourEncodings() throws IOException {
        assertContent(read(Fixture.fileOf(EXPLICIT, Fixture.dataset(true, false, 2))));
        assertContent(read(Fixture.fileOf(IMPLICIT, Fixture.dataset(false, false, 2))));
        assertContent(read(Fixture.fileOf(BIG_ENDIAN, Fixture.dataset(true, true, 2))));
        byte[] dataset = Fixture.dataset(true, false, 2);
        assertContent(read(Fixture.fileOf(DEFLATED, Fixture.deflate(dataset, false))));
        assertContent(read(Fixture.fileOf(DEFLATED, Fixture.deflate(dataset, true))));
    }

    @Test
    void tellsWhereADeflatedDatasetEnds() throws IOException {
        byte[] dataset = Fixture.dataset(true, false, 2);
        byte[] deflated = Fixture.deflate(dataset, false);
        byte[] bytes = Fixture.fileOf(DEFLATED, deflated);
        DicomFile file = read(Arrays.copyOf(bytes, bytes.length + 3));
        assertThat(file.deflated())
                .contains(new DicomFile.Deflated(
                        new ByteSpan(bytes.length - deflated.length, deflated.length), false, dataset.length));
        assertThat(file.sourceLength()).isEqualTo(bytes.length + 3);
        assertThat(file.datasetEndInFile()).isEqualTo(bytes.length);
    }

    @Test
    void findsOutTheEncodingWhereItIsNotOrWronglyDeclared() throws IOException {
        assertContent(read(Fixture.dataset(true, false, 2)));
        assertContent(read(Fixture.dataset(false, false, 2)));
        assertContent(read(Fixture.dataset(true, true, 2)));
        for (String declared : List.of(EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED)) {
            DicomFile file = read(Fixture.fileOf(declared, Fixture.dataset(false, false, 2)));
            assertContent(file);
            assertThat(file.transferSyntax()).isEqualTo(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN);
            assertContent(read(Fixture.fileOf(declared, Fixture.dataset(true, false, 2))));
            assertContent(read(Fixture.fileOf(declared, Fixture.dataset(true, true, 2))));
        }
    }

    @Test
    void readsUnknownOfUndefinedLengthAsImplicit() throws IOException {
        byte[] inner = Fixture.implicitLittle()
                .text(Tag.CODE_VALUE, "SH", "T-1")
                .header(0x0011_1010, "SQ", -1)
                .item(Tag.ITEM, 0)
                .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0)
                .bytes();
        for (boolean bigEndian : new boolean[] {false, true}) {
            Fixture dataset = new Fixture(true, bigEndian)
                    .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                    .header(0x0009_1010, "UN", -1)
                    .raw(Fixture.implicitLittle()
                            .item(Tag.ITEM, inner.length)
                            .raw(inner)
                            .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0)
                            .bytes())
                    .text(Tag.PATIENT_ID, "LO", "7");
            DicomFile file = read(Fixture.fileOf(bigEndian ? BIG_ENDIAN : EXPLICIT, dataset.bytes()));
            Dataset item = file.dataset().items(0x0009_1010).get(0);
            assertThat(item.string(Tag.CODE_VALUE)).contains("T-1");
            assertThat(item.items(0x0011_1010)).hasSize(1);
            assertThat(file.dataset().string(Tag.PATIENT_ID)).contains("7");
        }
    }

    @Test
    void keepsOddLengthsUnknownLettersAndReservedBytes() throws IOException {
        byte[] dataset = Fixture.explicitLittle()
                .value(Tag.MODALITY, "CS", (byte) 'C', (byte) 'T', (byte) ' ')
                .tag(Tag.MANUFACTURER)
                .raw((byte) 'l', (byte) 'o', (byte) 2, (byte) 0, (byte) 'A', (byte) 'B')
                .tag(0x0009_0010)
                .raw((byte) 'Z', (byte) 'Y', (byte) 0, (byte) 0, (byte) 2, (byte) 0, (byte) 0, (byte) 0)
                .raw((byte) 1, (byte) 2)
                .tag(0x0009_1010)
                .raw((byte) 'O', (byte) 'B', (byte) 7, (byte) 9, (byte) 2, (byte) 0, (byte) 0, (byte) 0)
                .raw((byte) 1, (byte) 2)
                .tag(Tag.PATIENT_ID)
                .raw(Fixture.explicitLittle().word(2))
                .raw((byte) '4', (byte) '2')
                .bytes();
        DicomFile file = read(Fixture.fileOf(EXPLICIT, dataset));
        assertThat(file.dataset().string(Tag.MODALITY)).contains("CT");
        assertThat(file.dataset().element(Tag.MANUFACTURER).orElseThrow().vrLetters())
                .isEqualTo("lo");
        assertThat(file.dataset().element(0x0009_0010).orElseThrow().vrLetters())
                .isEqualTo("ZY");
        assertThat(file.dataset().string(Tag.PATIENT_ID)).contains("42");
        assertThat(file.warnings()).isNotEmpty();
    }

    @Test
    void findsTheEndBeforePaddingAndJunk() throws IOException {
        byte[] whole = Fixture.fileOf(EXPLICIT, Fixture.dataset(true, false, 2));
        byte[] junk = {(byte) 0xDE, (byte) 0xAD, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        for (byte[] tail : List.of(new byte[200], new byte[3], junk)) {
            byte[] bytes = Arrays.copyOf(whole, whole.length + tail.length);
            System.arraycopy(tail, 0, bytes, whole.length, tail.length);
            DicomFile file = read(bytes);
            assertContent(file);
            assertThat(file.datasetEnd()).isEqualTo(whole.length);
            assertThat(file.sourceLength()).isEqualTo(bytes.length);
        }
        byte[] padded = Fixture.fileOf(
                EXPLICIT,
                Fixture.explicitLittle()
                        .raw(Fixture.dataset(true, false, 2))
                        .value(Tag.DATA_SET_TRAILING_PADDING, "OB", new byte[10])
                        .bytes());
        assertThat(read(padded).trailingPadding()).contains(new ByteSpan(padded.length - 10, 10));
    }

    @Test
    void refusesEveryTruncationOfPixelDataAndFragments() throws IOException {
        byte[] frame = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51, 1, 2, 3, 4};
        byte[] encapsulated = Fixture.fileOf(J2K, Fixture.encapsulated(2, new byte[0], frame, frame));
        byte[] plain = Fixture.fileOf(EXPLICIT, Fixture.dataset(true, false, 2));
        int refused = 0;
        for (byte[] whole : List.of(encapsulated, plain)) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                try {
                    read(cut);
                } catch (MalformedDicomException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(250);
        for (int cut = 1; cut <= 24; cut++) {
            byte[] bytes = Arrays.copyOf(plain, plain.length - Math.min(cut, 23));
            assertThatThrownBy(() -> read(bytes))
                    .isInstanceOf(MalformedDicomException.class)
                    .hasMessageContaining("(7FE0,0010) at byte");
        }
    }

    @Test
    void refusesHostileNestingLengthsAndCounts() {
        Fixture deep = Fixture.explicitLittle().text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3");
        for (int i = 0; i < 5000; i++) {
            deep.header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", -1).item(Tag.ITEM, -1);
        }
        assertThatThrownBy(() -> read(Fixture.fileOf(EXPLICIT, deep.bytes())))
                .isInstanceOf(MalformedDicomException.class)
                .hasMessageContaining("nested deeper than 64");

        byte[] claims = Fixture.fileOf(
                EXPLICIT,
                Fixture.explicitLittle()
                        .header(Tag.ENCAPSULATED_DOCUMENT, "OB", 0x7FFF_FFFE)
                        .bytes());
        DicomReaderOptions all = DicomReaderOptions.DEFAULT
                .withInlineLimitBytes(Integer.MAX_VALUE)
                .withHeaderLimitBytes(Long.MAX_VALUE);
        assertThatThrownBy(() ->
                        DicomReader.of(new ByteArrayInputStream(claims), all).read())
                .isInstanceOf(MalformedDicomException.class);

        Fixture many = Fixture.explicitLittle();
        for (int i = 0; i < 10_000; i++) {
            many.unsignedShort(Tag.ROWS, 1);
        }
        assertThatThrownBy(() -> DicomReader.of(
                                new ByteArrayInputStream(Fixture.fileOf(EXPLICIT, many.bytes())),
                                DicomReaderOptions.DEFAULT.withHeaderLimitBytes(100_000))
                        .read())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("(0028,0010)");
    }

    @Test
    @Timeout(20)
    void readsAndWritesDeepNestingAndManySequencesInShortTime() throws IOException {
        byte[] nested = new byte[0];
        for (int i = 0; i < DatasetParser.DEEPEST; i++) {
            nested = Fixture.explicitLittle()
                    .header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", nested.length + 8)
                    .item(Tag.ITEM, nested.length)
                    .raw(nested)
                    .bytes();
        }
        byte[] deep = Fixture.explicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .raw(nested)
                .bytes();
        Dataset dataset = read(Fixture.fileOf(EXPLICIT, deep)).dataset();
        DicomWriter.writeDataset(
                dataset, DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN, java.io.OutputStream.nullOutputStream());

        Fixture many = Fixture.explicitLittle().text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3");
        for (int i = 0; i < 200_000; i++) {
            many.header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", 8).item(Tag.ITEM, 0);
        }
        assertThat(read(Fixture.fileOf(EXPLICIT, many.bytes())).dataset().size())
                .isEqualTo(200_001);
    }

    @Test
    void readsNumbersThatAreCalledUnknown() throws IOException {
        byte[] dataset = Fixture.explicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .value(Tag.ROWS, "UN", (byte) 2, (byte) 1)
                .bytes();
        DicomFile file = read(Fixture.fileOf(EXPLICIT, dataset));
        assertThat(file.dataset().integer(Tag.ROWS)).hasValue(258);
        assertThat(file.dataset().strings(Tag.ROWS)).containsExactly("258");
    }

    @Test
    void readsASequenceThatIsCalledUnknown() throws IOException {
        byte[] inner =
                Fixture.implicitLittle().text(Tag.CODE_VALUE, "SH", "T-1").bytes();
        byte[] items =
                Fixture.implicitLittle().item(Tag.ITEM, inner.length).raw(inner).bytes();
        byte[] dataset = Fixture.explicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .value(Tag.REFERENCED_IMAGE_SEQUENCE, "UN", items)
                .value(Tag.REFERENCED_SERIES_SEQUENCE, "UN", (byte) 1, (byte) 2)
                .bytes();
        Dataset read = read(Fixture.fileOf(EXPLICIT, dataset)).dataset();
        assertThat(read.items(Tag.REFERENCED_IMAGE_SEQUENCE).get(0).string(Tag.CODE_VALUE))
                .contains("T-1");
        assertThat(read.items(Tag.REFERENCED_SERIES_SEQUENCE)).isEmpty();
    }

    @Test
    void doesNotTakeHalfOfALengthForAValueRepresentation() throws IOException {
        byte[] inner = Fixture.implicitLittle()
                .value(0x0029_1010, "OB", new byte['D' | 'A' << 8])
                .bytes();
        byte[] dataset = Fixture.implicitLittle()
                .text(Tag.SOP_INSTANCE_UID, "UI", "1.2.3")
                .header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", inner.length + 8)
                .item(Tag.ITEM, inner.length)
                .raw(inner)
                .bytes();
        Dataset item = read(Fixture.fileOf(IMPLICIT, dataset))
                .dataset()
                .items(Tag.REFERENCED_IMAGE_SEQUENCE)
                .get(0);
        assertThat(item.encoding()).isEqualTo(DatasetEncoding.IMPLICIT_VR_LITTLE_ENDIAN);
        assertThat(item.contains(0x0029_1010)).isTrue();
    }

    @Test
    void warnsOfCharacterSetsThatAreNotDecodedAsTheyShouldBe() throws IOException {
        byte[] item = Fixture.explicitLittle()
                .text(Tag.SPECIFIC_CHARACTER_SET, "CS", "KOI8-R")
                .bytes();
        DicomFile file = read(Fixture.fileOf(
                EXPLICIT,
                Fixture.explicitLittle()
                        .text(Tag.SPECIFIC_CHARACTER_SET, "CS", "ISO 2022 IR 13\\ISO_IR 999")
                        .header(Tag.REFERENCED_IMAGE_SEQUENCE, "SQ", 8 + item.length)
                        .item(Tag.ITEM, item.length)
                        .raw(item)
                        .bytes()));
        assertThat(file.warnings())
                .filteredOn(warning -> warning.tag() == Tag.SPECIFIC_CHARACTER_SET)
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning.message())
                        .contains("the standard does not name")
                        .doesNotContain("KOI8"));
        for (String term : List.of("", "ISO_IR 6", "ISO_IR 100", "ISO 2022 IR 87", "ISO_IR 192", "GB18030", "GBK")) {
            assertThat(SpecificCharacterSet.problem(term, name -> true)).isEmpty();
        }
        assertThat(SpecificCharacterSet.problem("ISO 2022 IR 149", name -> !name.equals("EUC-KR")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("EUC-KR", "jdk.charsets"));
        assertThat(SpecificCharacterSet.problem("GBK", name -> !name.equals("GBK")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("GBK"));
    }

    @Test
    void readsAnItemWhoseLengthWasLeftAsItWasWhenElementsWereTakenOut() throws IOException {
        byte[] rows = Fixture.explicitLittle()
                .value(Tag.ROWS, "US", (byte) 7, (byte) 0)
                .bytes();
        int missing = 24;
        byte[] file = Fixture.fileOf(
                EXPLICIT,
                Fixture.explicitLittle()
                        .header(Tag.DIRECTORY_RECORD_SEQUENCE, "SQ", 2 * (8 + rows.length))
                        .item(Tag.ITEM, rows.length)
                        .raw(rows)
                        .item(Tag.ITEM, rows.length + missing)
                        .raw(rows)
                        .bytes());
        DicomFile read = read(file);
        assertThat(read.dataset().items(Tag.DIRECTORY_RECORD_SEQUENCE))
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.integer(Tag.ROWS)).hasValue(7));
        assertThat(read.warnings())
                .anySatisfy(warning -> assertThat(warning.message()).contains("ends with its sequence"));
        // Cut anywhere else it is a file that lacks something.
        for (int length = file.length - 1; length > file.length - rows.length; length--) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(MalformedDicomException.class);
            assertThatThrownBy(
                            () -> DicomReader.of(new ByteArrayInputStream(cut)).read())
                    .isInstanceOf(MalformedDicomException.class);
        }
    }

    @Test
    void refusesTextOutsideOfTheCharacterSet() {
        Dataset.Builder latin = Dataset.builder().string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 100");
        assertThatThrownBy(() -> latin.string(Tag.PATIENT_ID, Vr.LO, "\u0416"))
                .isInstanceOf(IllegalArgumentException.class);
        Dataset cyrillic = Dataset.builder()
                .string(Tag.SPECIFIC_CHARACTER_SET, Vr.CS, "ISO_IR 144")
                .string(Tag.PATIENT_ID, Vr.LO, "\u0416")
                .build();
        assertThat(cyrillic.string(Tag.PATIENT_ID)).contains("\u0416");
    }

    @Test
    void locatesFramesOfBits() throws IOException {
        byte[] dataset = Fixture.explicitLittle()
                .text(Tag.NUMBER_OF_FRAMES, "IS", "3")
                .unsignedShort(Tag.ROWS, 3)
                .unsignedShort(Tag.COLUMNS, 5)
                .unsignedShort(Tag.BITS_ALLOCATED, 1)
                .value(Tag.PIXEL_DATA, "OB", new byte[6])
                .bytes();
        DicomFile file = read(Fixture.fileOf(EXPLICIT, dataset));
        long begin = file.datasetEnd() - 6;
        assertThat(file.frames().frame(1)).isEqualTo(new FrameLocation(List.of(new ByteSpan(begin + 1, 3)), 7, 15));
        assertThat(file.frames().frame(2)).isEqualTo(new FrameLocation(List.of(new ByteSpan(begin + 3, 3)), 6, 15));
    }

    @Test
    void locatesFloatFrames() throws IOException {
        for (int bytes : new int[] {4, 8}) {
            byte[] dataset = Fixture.explicitLittle()
                    .text(Tag.NUMBER_OF_FRAMES, "IS", "2")
                    .unsignedShort(Tag.ROWS, 2)
                    .unsignedShort(Tag.COLUMNS, 3)
                    .value(
                            bytes == 4 ? Tag.FLOAT_PIXEL_DATA : Tag.DOUBLE_FLOAT_PIXEL_DATA,
                            bytes == 4 ? "OF" : "OD",
                            new byte[12 * bytes])
                    .bytes();
            DicomFile file = read(Fixture.fileOf(EXPLICIT, dataset));
            assertThat(file.frames().frame(1).spans())
                    .containsExactly(new ByteSpan(file.datasetEnd() - 6L * bytes, 6L * bytes));
        }
    }

    @Test
    void locatesEncapsulatedFramesWithTablesAndWithout() throws IOException {
        byte[] begin = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51, 1, 2};
        byte[] rest = {9, 8, 7, 6};
        Fixture little = Fixture.explicitLittle();
        byte[] right = little.raw(little.word(0)).raw(little.word(26)).bytes();
        Fixture other = Fixture.explicitLittle();
        byte[] wrong = other.raw(other.word(0)).raw(other.word(20)).bytes();
        assertFrames(Fixture.encapsulated(2, right, begin, rest, begin, rest), "BASIC_OFFSET_TABLE", 2, 2);
        assertFrames(Fixture.encapsulated(2, wrong, begin, rest, begin, rest), "FRAGMENTS", 2, 2);
        assertFrames(Fixture.encapsulated(2, new byte[0], begin, rest, rest, begin), "FRAGMENTS", 3, 1);
        assertFrames(Fixture.encapsulated(2, new byte[0], rest, rest), "FRAGMENTS", 1, 1);
        assertFrames(Fixture.encapsulated(1, new byte[0], begin, rest, rest), "FRAGMENTS", 3);
        // As many fragments as frames, none of them a beginning: they are taken as they come.
        assertFrames(Fixture.encapsulated(3, wrong, rest, begin, rest), "FRAGMENTS", 1, 1, 1);
        DicomFile hopeless = read(Fixture.fileOf(J2K, Fixture.encapsulated(2, new byte[0], rest, rest, rest)));
        assertThat(hopeless.frames().count()).isZero();
        assertThat(hopeless.warnings().toString()).contains("frames cannot be told apart");
    }

    private static void assertFrames(byte[] dataset, String origin, int... fragments) throws IOException {
        FrameIndex frames = read(Fixture.fileOf(J2K, dataset)).frames();
        assertThat(frames.origin()).hasToString(origin);
        assertThat(frames.count()).isEqualTo(fragments.length);
        for (int i = 0; i < fragments.length; i++) {
            assertThat(frames.frame(i).spans()).hasSize(fragments[i]);
        }
    }

    @Test
    void findsPixelDataThatIsCalledUnknown() throws IOException {
        byte[] dataset = Fixture.explicitLittle()
                .unsignedShort(Tag.ROWS, 2)
                .unsignedShort(Tag.COLUMNS, 2)
                .unsignedShort(Tag.BITS_ALLOCATED, 8)
                .value(Tag.PIXEL_DATA, "UN", (byte) 1, (byte) 2, (byte) 3, (byte) 4)
                .bytes();
        assertThat(read(Fixture.fileOf(EXPLICIT, dataset)).frames().count()).isEqualTo(1);
        byte[] fragments = Fixture.explicitLittle()
                .header(Tag.PIXEL_DATA, "UN", -1)
                .item(Tag.ITEM, 0)
                .item(Tag.ITEM, 2)
                .raw((byte) 1, (byte) 2)
                .item(Tag.SEQUENCE_DELIMITATION_ITEM, 0)
                .bytes();
        assertThat(read(Fixture.fileOf(J2K, fragments)).frames().frame(0).length())
                .isEqualTo(2);
    }

    @Test
    void stopsAtTheHeaderAndLetsATeeSeeEveryByte() throws IOException {
        byte[] bytes = Fixture.fileOf(EXPLICIT, Fixture.dataset(true, false, 100_000));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        InputStream tee = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, Math.min(length, 700));
                if (count > 0) {
                    seen.write(into, offset, count);
                }
                return count;
            }
        };
        DicomReader reader = DicomReader.of(tee);
        DicomHeader header = reader.readHeader();
        assertThat(header.dataset().uid(Tag.STUDY_INSTANCE_UID)).contains(new Uid("1.2.3.4"));
        assertThat(header.dataset().contains(Tag.PIXEL_DATA)).isFalse();
        assertThat(reader.consumedBytes()).isEqualTo(bytes.length - 100_000 * 12 - 12);
        assertThat(seen.size()).isLessThan(20_000);
        DicomFile file = reader.readRest();
        assertThat(seen.toByteArray()).isEqualTo(bytes);
        assertThat(file.frames().count()).isEqualTo(100_000);
    }

    /** Fragment headers only, of 2 GiB that are nowhere. */
    @Test
    void findsAFrameInTheMiddleOfTwoGibibytesWithoutReadingPixels() throws IOException {
        int frames = 2048;
        int frameBytes = 1 << 20;
        byte[] header = Fixture.fileOf(J2K, Fixture.encapsulated(frames, new byte[0]));
        byte[] begin = Arrays.copyOf(header, header.length - 8);
        byte[] item = Fixture.explicitLittle().item(Tag.ITEM, frameBytes).bytes();
        byte[] end =
                Fixture.explicitLittle().item(Tag.SEQUENCE_DELIMITATION_ITEM, 0).bytes();
        long[] read = new long[1];
        RangeSource sparse = new RangeSource() {
            @Override
            public long size() {
                return begin.length + (long) frames * (8 + frameBytes) + end.length;
            }

            @Override
            public void readFully(long offset, ByteBuffer into) {
                read[0] += into.remaining();
                while (into.hasRemaining()) {
                    into.put(at(offset++));
                }
            }

            private byte at(long offset) {
                if (offset < begin.length) {
                    return begin[(int) offset];
                }
                long inFrames = offset - begin.length;
                if (inFrames >= (long) frames * (8 + frameBytes)) {
                    return end[(int) (inFrames - (long) frames * (8 + frameBytes))];
                }
                int inFrame = (int) (inFrames % (8 + frameBytes));
                return inFrame < 8 ? item[inFrame] : 0;
            }
        };
        DicomFile file = DicomReader.of(sparse).read();
        assertThat(file.frames().frame(1024).spans())
                .containsExactly(new ByteSpan(begin.length + 1024L * (8 + frameBytes) + 8, frameBytes));
        assertThat(read[0]).isLessThan(600_000);
    }

    @Test
    void writesAnotherEncoding() throws IOException {
        byte[] bytes = Fixture.fileOf(BIG_ENDIAN, Fixture.dataset(true, true, 2));
        Dataset dataset = DicomReader.of(RangeSource.of(bytes)).read().dataset().toBuilder()
                .remove(Tag.PIXEL_DATA)
                .build();
        for (TransferSyntax to : List.of(
                TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN,
                TransferSyntax.EXPLICIT_VR_BIG_ENDIAN,
                TransferSyntax.DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            DicomWriter.writeFile(Dataset.empty(), dataset, to, out);
            DicomFile again = read(out.toByteArray());
            assertThat(again.transferSyntax()).isEqualTo(to);
            assertThat(again.warnings()).isEmpty();
            assertThat(again.dataset().integer(Tag.ROWS)).hasValue(2);
            assertThat(again.dataset().strings(Tag.NUMBER_OF_FRAMES)).containsExactly("2");
            assertThat(again.dataset()
                            .items(Tag.REFERENCED_SERIES_SEQUENCE)
                            .get(0)
                            .items(Tag.REFERENCED_IMAGE_SEQUENCE))
                    .hasSize(3);
            assertThat(again.fileMeta().integer(Tag.FILE_META_INFORMATION_GROUP_LENGTH))
                    .isPresent();
        }
    }

    @Test
    void refusesWhatIsNoDicom() {
        for (String text :
                List.of("", "x", "Hello, this is some text, and no DICOM at all.", "\u0089PNG\r\n\u001a\n....")) {
            assertThatThrownBy(() -> read(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(MalformedDicomException.class)
                    .hasMessageContaining("at byte 0");
        }
    }
}
