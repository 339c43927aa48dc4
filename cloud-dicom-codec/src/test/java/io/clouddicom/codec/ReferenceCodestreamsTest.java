package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every real codestream against its reference: digests where all decoders must agree, ISO 15444-4 tolerances else. */
class ReferenceCodestreamsTest {
    private static final Pattern ISO_TOLERANCE = Pattern.compile("c(\\d+): peak<=([\\d.]+) mse<=([\\d.]+)");

    private final Path folder = SharedData.codestreams();

    @TestFactory
    Stream<DynamicTest> decodesToReference() {
        List<Map<String, String>> components = SharedData.table(folder.resolve("COMPONENTS.tsv"));
        List<Map<String, String>> references = SharedData.table(folder.resolve("REFERENCES.tsv"));
        return SharedData.table(folder.resolve("MANIFEST.tsv")).stream()
                .filter(row -> !row.get("path").startsWith("broken/"))
                .map(row -> DynamicTest.dynamicTest(row.get("path"), () -> {
                    String path = row.get("path");
                    List<int[]> planes = decode(path, of(components, path));
                    if (row.get("compare").equals("exact")) {
                        assertExact(planes, of(components, path), row.get("planes_md5"));
                    }
                    for (Map<String, String> reference : of(references, path)) {
                        compare(row, planes, of(components, path), reference);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> brokenFailsCleanlyOrDecodes() {
        return SharedData.table(folder.resolve("MANIFEST.tsv")).stream()
                .filter(row -> row.get("path").startsWith("broken/"))
                .map(row -> DynamicTest.dynamicTest(row.get("path"), () -> {
                    byte[] file = Files.readAllBytes(folder.resolve(row.get("path")));
                    boolean allReject = !row.get("cross_checked").contains("decodes");
                    try {
                        J2kDecoder decoder = new J2kDecoder();
                        DecodedImage shape = decoder.shape(ByteBuffer.wrap(file));
                        decoder.decode(ByteBuffer.wrap(file), new int[(int) shape.samples()], 0, true);
                        assertThat(allReject)
                                .as("decoded though every decoder rejects it")
                                .isFalse();
                    } catch (CodestreamException refused) {
                        assertThat(refused.offsetBytes()).isBetween(0L, (long) file.length);
                        assertThat(refused.place()).isNotEmpty();
                    }
                }));
    }

    /** Large enough that most code-blocks do not touch the region. */
    @TestFactory
    Stream<DynamicTest> aRegionIsThePartOfTheWhole() {
        return Stream.of("part1/opj-XA1.j2k", "htj2k/simple_dec_irv97_64x64_tiles_RPCL33.jph", "htj2k/ojph-CT1.j2c")
                .flatMap(path -> Stream.of(0, 2)
                        .map(reduction -> DynamicTest.dynamicTest(path + " / " + reduction, () -> {
                            byte[] file = Files.readAllBytes(folder.resolve(path));
                            DecodeOptions all =
                                    DecodeOptions.builder().reduction(reduction).build();
                            DecodeOptions.Region region = new DecodeOptions.Region(300, 204, 80, 60);
                            DecodeOptions part = all.toBuilder().region(region).build();
                            DecodedImage.Plane whole = new J2kDecoder(all)
                                    .shape(ByteBuffer.wrap(file))
                                    .planes()
                                    .get(0);
                            DecodedImage.Plane cut = new J2kDecoder(part)
                                    .shape(ByteBuffer.wrap(file))
                                    .planes()
                                    .get(0);
                            int[] expected = Fixtures.decode(file, all);
                            int[] actual = Fixtures.decode(file, part);
                            // Where the image begins is not a multiple of the reduction, the region's corner is rounded
                            // with it.
                            boolean found = false;
                            for (int shift = 0; shift < 4 && !found; shift++) {
                                found = true;
                                for (int y = 0; y < cut.height() && found; y++) {
                                    for (int x = 0; x < cut.width() && found; x++) {
                                        int column = (300 >> reduction) + x + (shift & 1);
                                        int row = (204 >> reduction) + y + (shift >> 1);
                                        found = actual[y * cut.width() + x] == expected[row * whole.width() + column];
                                    }
                                }
                            }
                            assertThat(found).isTrue();
                        })));
    }

    private static List<Map<String, String>> of(List<Map<String, String>> table, String path) {
        return table.stream().filter(row -> row.get("path").equals(path)).toList();
    }

    private List<int[]> decode(String path, List<Map<String, String>> components) throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve(path));
        J2kDecoder decoder = new J2kDecoder();
        DecodedImage shape = decoder.shape(ByteBuffer.wrap(file));
        int[] samples = new int[(int) shape.samples()];
        DecodedImage image = decoder.decode(ByteBuffer.wrap(file), samples, 0, true);
        assertThat(image.complete()).isTrue();
        assertThat(image.planes()).hasSameSizeAs(components);
        List<int[]> planes = new ArrayList<>();
        int at = 0;
        for (int index = 0; index < components.size(); index++) {
            DecodedImage.Plane plane = image.planes().get(index);
            assertThat(plane.width() + "x" + plane.height())
                    .isEqualTo(components.get(index).get("width") + "x"
                            + components.get(index).get("height"));
            assertThat(plane.precision())
                    .isEqualTo(Integer.parseInt(components.get(index).get("precision")));
            int[] values = new int[(int) plane.samples()];
            System.arraycopy(samples, at, values, 0, values.length);
            at += values.length;
            planes.add(values);
        }
        return planes;
    }

    private static void assertExact(List<int[]> planes, List<Map<String, String>> components, String allMd5)
            throws NoSuchAlgorithmException {
        MessageDigest all = MessageDigest.getInstance("MD5");
        for (int index = 0; index < planes.size(); index++) {
            byte[] bytes = bytes(
                    planes.get(index), Integer.parseInt(components.get(index).get("sample_bits")));
            all.update(bytes);
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)))
                    .as("plane %d", index)
                    .isEqualTo(components.get(index).get("plane_md5"));
        }
        assertThat(HexFormat.of().formatHex(all.digest())).isEqualTo(allMd5);
    }

    private static byte[] bytes(int[] samples, int bits) {
        byte[] bytes = new byte[samples.length * bits / 8];
        int at = 0;
        for (int sample : samples) {
            for (int shift = 0; shift < bits; shift += 8) {
                bytes[at++] = (byte) (sample >> shift);
            }
        }
        return bytes;
    }

    private void compare(
            Map<String, String> row,
            List<int[]> planes,
            List<Map<String, String>> components,
            Map<String, String> reference)
            throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(reference.get("reference")));
        int x = Integer.parseInt(reference.get("x"));
        int y = Integer.parseInt(reference.get("y"));
        if (reference.get("reference").endsWith(".pgx")) {
            int component = Integer.parseInt(reference.get("component"));
            Matcher tolerance = ISO_TOLERANCE.matcher(row.get("tolerance"));
            while (tolerance.find()) {
                if (Integer.parseInt(tolerance.group(1)) == component) {
                    int[] expected = pgx(bytes);
                    assertThat(expected).hasSameSizeAs(planes.get(component));
                    assertClose(
                            component,
                            planes.get(component),
                            expected,
                            Double.parseDouble(tolerance.group(2)),
                            Double.parseDouble(tolerance.group(3)));
                    return;
                }
            }
            fail("no tolerance for component " + component);
            return;
        }
        byte[] raw = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        boolean all = reference.get("component").equals("all");
        int at = 0;
        for (int index = 0; index < planes.size(); index++) {
            if (!all && index != Integer.parseInt(reference.get("component"))) {
                continue;
            }
            Map<String, String> component = components.get(index);
            int planeWidth = Integer.parseInt(component.get("width"));
            int width = all ? planeWidth : Integer.parseInt(reference.get("width"));
            int height = all ? Integer.parseInt(component.get("height")) : Integer.parseInt(reference.get("height"));
            int[] expected = samples(raw, at, width * height, component);
            at += width * height * Integer.parseInt(component.get("sample_bits")) / 8;
            int[] actual = new int[width * height];
            for (int line = 0; line < height; line++) {
                System.arraycopy(planes.get(index), (y + line) * planeWidth + x, actual, line * width, width);
            }
            int peak = Integer.parseInt(component.get("precision")) > 12 ? 4 : 1;
            assertClose(index, actual, expected, peak, peak);
        }
    }

    private static int[] samples(byte[] raw, int from, int count, Map<String, String> component) {
        int bytes = Integer.parseInt(component.get("sample_bits")) / 8;
        boolean signed = component.get("sign").equals("s");
        int[] samples = new int[count];
        for (int index = 0; index < count; index++) {
            int value = 0;
            for (int part = 0; part < bytes; part++) {
                value |= (raw[from + index * bytes + part] & 0xFF) << 8 * part;
            }
            int shift = 32 - 8 * bytes;
            samples[index] = signed ? value << shift >> shift : value;
        }
        return samples;
    }

    /** The samples of a PGX file: {@code PG ML|LM [+|-] precision width height}, then big- or little-endian samples. */
    private static int[] pgx(byte[] file) {
        int end = 0;
        while (file[end] != '\n') {
            end++;
        }
        String[] header = new String(file, 0, end, StandardCharsets.US_ASCII)
                .replace("+", " + ")
                .replace("-", " - ")
                .trim()
                .split("\\s+");
        boolean bigEndian = header[1].equals("ML");
        boolean signed = header[2].equals("-");
        int at = header[2].equals("-") || header[2].equals("+") ? 3 : 2;
        int precision = Integer.parseInt(header[at]);
        int count = Integer.parseInt(header[at + 1]) * Integer.parseInt(header[at + 2]);
        int bytes = precision <= 8 ? 1 : precision <= 16 ? 2 : 4;
        int[] samples = new int[count];
        for (int index = 0; index < count; index++) {
            int value = 0;
            for (int part = 0; part < bytes; part++) {
                int shift = bigEndian ? 8 * (bytes - 1 - part) : 8 * part;
                value |= (file[end + 1 + index * bytes + part] & 0xFF) << shift;
            }
            int shift = 32 - 8 * bytes;
            samples[index] = signed ? value << shift >> shift : value;
        }
        return samples;
    }

    private static void assertClose(int component, int[] actual, int[] expected, double peak, double meanSquare) {
        long largest = 0;
        double sum = 0;
        for (int index = 0; index < expected.length; index++) {
            long difference = Math.abs((long) actual[index] - expected[index]);
            largest = Math.max(largest, difference);
            sum += (double) difference * difference;
        }
        assertThat((double) largest).as("peak error of component %d", component).isLessThanOrEqualTo(peak);
        assertThat(sum / expected.length)
                .as("mean square error of component %d", component)
                .isLessThanOrEqualTo(meanSquare);
    }
}
