package io.clouddicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is transcoded decodes to the same samples, lossless or lossy, and what cannot be is refused by name. */
class J2kTranscoderTest {
    private static final long SEED = 20_261_124L;

    private static byte[] transcode(byte[] codestream, TranscodeOptions options) throws CodestreamException {
        return new J2kTranscoder(options).transcode(ByteBuffer.wrap(codestream));
    }

    private static boolean highThroughput(byte[] codestream) throws CodestreamException {
        return new J2kDecoder().info(ByteBuffer.wrap(codestream)).highThroughput();
    }

    private static int[] decode(byte[] codestream) throws CodestreamException {
        return Fixtures.decode(codestream, DecodeOptions.defaults());
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void bothWaysDecodeTheSame(Fixtures fixture) throws CodestreamException {
        byte[] source = fixture.bytes();
        int[] expected = decode(source);
        byte[] ht = transcode(source, TranscodeOptions.highThroughput());
        byte[] part1 = transcode(source, TranscodeOptions.part1());
        assertThat(highThroughput(ht)).isTrue();
        assertThat(highThroughput(part1)).isFalse();
        assertThat(decode(ht)).isEqualTo(expected);
        assertThat(decode(part1)).isEqualTo(expected);
        assertThat(decode(transcode(ht, TranscodeOptions.part1()))).isEqualTo(expected);
        assertThat(decode(transcode(part1, TranscodeOptions.highThroughput()))).isEqualTo(expected);
    }

    @Test
    void realCodestreamsDecodeTheSameBothWays() throws IOException {
        Path folder = SharedData.codestreams();
        List<String> wrong = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        int done = 0;
        for (Map<String, String> row : SharedData.table(folder.resolve("MANIFEST.tsv"))) {
            String path = row.get("path");
            if (path.startsWith("broken/")) {
                continue;
            }
            byte[] source = Files.readAllBytes(folder.resolve(path));
            byte[] ht;
            byte[] part1;
            try {
                ht = transcode(source, TranscodeOptions.highThroughput());
                part1 = transcode(source, TranscodeOptions.part1());
            } catch (CodestreamException e) {
                refused.put(path, e.getMessage());
                continue;
            }
            done++;
            int[] expected = decode(source);
            compare(path + " to HT", ht, expected, wrong);
            compare(path + " to Part 1", part1, expected, wrong);
            compare(path + " to HT to Part 1", transcode(ht, TranscodeOptions.part1()), expected, wrong);
            compare(path + " to Part 1 to HT", transcode(part1, TranscodeOptions.htRpcl()), expected, wrong);
        }
        System.out.println("transcoded " + done + " codestreams both ways; refused " + refused.size());
        refused.forEach((path, message) -> System.out.println("refused " + path + ": " + message));
        assertThat(wrong).isEmpty();
    }

    @Test
    void layersStylesTilesAndPrecinctsDecodeTheSame() throws CodestreamException {
        List<EncodeCase> cases = new ArrayList<>(EncodeCase.layers(SEED));
        cases.addAll(EncodeCase.styles(SEED));
        List<EncodeCase> matrix = EncodeCase.matrix(EncodeOptions.part1Lossless(), SEED);
        for (int index = 0; index < matrix.size(); index += 3) {
            cases.add(matrix.get(index));
        }
        J2kTranscoder toHt = new J2kTranscoder(TranscodeOptions.highThroughput());
        J2kTranscoder back = new J2kTranscoder(TranscodeOptions.part1());
        List<String> wrong = new ArrayList<>();
        for (EncodeCase each : cases) {
            byte[] source = new J2kEncoder(each.options()).encode(each.shape(), each.samples(), 0, false);
            byte[] ht = toHt.transcode(ByteBuffer.wrap(source));
            compare(each + " to HT", ht, each.planes(), wrong);
            compare(each + " and back", back.transcode(ByteBuffer.wrap(ht)), each.planes(), wrong);
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    /** Rates cut code-blocks at any of the three passes of a bit-plane, which HT refinement passes carry. */
    @Test
    void codeBlocksThatEndAtAnyPassDecodeTheSame() throws CodestreamException {
        List<String> wrong = new ArrayList<>();
        for (EncodeCase each : EncodeCase.matrix(EncodeOptions.part1Lossless(), SEED)) {
            if (each.shape().samples() < 2000) {
                continue;
            }
            for (double ratio : new double[] {3, 9}) {
                EncodeOptions.Builder options =
                        each.options().toBuilder().reversible(false).ratio(ratio);
                byte[] source;
                try {
                    source = new J2kEncoder(options.build()).encode(each.shape(), each.samples(), 0, false);
                } catch (IllegalArgumentException tooSmallForTheRatio) {
                    continue;
                }
                int[] expected = decode(source);
                byte[] ht = transcode(source, TranscodeOptions.highThroughput());
                compare(each + " at " + ratio + " to HT", ht, expected, wrong);
                compare(each + " at " + ratio + " and back", transcode(ht, TranscodeOptions.part1()), expected, wrong);
            }
        }
        assertThat(wrong).as("seed %d", SEED).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    void packetsArePutIntoAnyOrder(Fixtures fixture) throws CodestreamException {
        byte[] source = fixture.bytes();
        int[] expected = decode(source);
        for (BlockCoder target : BlockCoder.values()) {
            TranscodeOptions base =
                    target == BlockCoder.PART_1 ? TranscodeOptions.part1() : TranscodeOptions.highThroughput();
            for (ProgressionOrder order : ProgressionOrder.values()) {
                byte[] ordered = transcode(
                        source,
                        base.toBuilder()
                                .progression(order)
                                .tilePartLengths(true)
                                .packetLengths(order != ProgressionOrder.LRCP)
                                .build());
                assertThat(decode(ordered)).isEqualTo(expected);
                J2kInfo info = new J2kDecoder().info(ByteBuffer.wrap(ordered));
                assertThat(info.progression()).isEqualTo(order);
                assertThat(info.layers()).isEqualTo(1);
                assertThat(info.tilePartLengths()).isTrue();
                assertThat(info.packetLengths()).isEqualTo(order != ProgressionOrder.LRCP);
            }
        }
    }

    @Test
    void precinctsCanBeChangedWhereCodeBlocksStay() throws CodestreamException {
        byte[] source = Fixtures.HT_GRAY.bytes();
        EncodeOptions.Size small = new EncodeOptions.Size(32, 32);
        byte[] divided = transcode(
                source,
                TranscodeOptions.part1().toBuilder().precincts(List.of(small)).build());
        assertThat(decode(divided)).isEqualTo(decode(source));
        byte[] whole = transcode(
                divided,
                TranscodeOptions.highThroughput().toBuilder()
                        .precincts(List.of())
                        .build());
        assertThat(decode(whole)).isEqualTo(decode(source));
        TranscodeOptions tooSmall = TranscodeOptions.part1().toBuilder()
                .precincts(List.of(new EncodeOptions.Size(16, 16)))
                .build();
        assertThatThrownBy(() -> transcode(source, tooSmall))
                .isInstanceOf(CodestreamException.class)
                .hasMessageContaining("code-blocks of resolution 1 would have another size")
                .extracting(e -> ((CodestreamException) e).kind())
                .isEqualTo(CodestreamException.Kind.UNSUPPORTED);
    }

    @Test
    void prefixesByResolutionEndWithTileParts() throws CodestreamException {
        byte[] rpcl = transcode(Fixtures.GRAY_LAYERS.bytes(), TranscodeOptions.htRpcl());
        long[] prefixes = new J2kDecoder().prefixLengths(ByteBuffer.wrap(rpcl));
        List<Integer> ends = tilePartEnds(rpcl);
        assertThat(ends).hasSameSizeAs(prefixes);
        for (int reduction = 0; reduction < prefixes.length; reduction++) {
            assertThat(prefixes[reduction]).isEqualTo((long) ends.get(prefixes.length - 1 - reduction));
        }
    }

    /** Where tile-parts end by what TLM tells alone. */
    static List<Integer> tilePartEnds(byte[] codestream) {
        ByteBuffer bytes = ByteBuffer.wrap(codestream);
        int at = 2;
        List<Integer> lengths = new ArrayList<>();
        while (bytes.getShort(at) != (short) 0xFF90) {
            int length = bytes.getShort(at + 2) & 0xFFFF;
            if (bytes.getShort(at) == (short) 0xFF55) {
                for (int entry = at + 6; entry < at + 2 + length; entry += 6) {
                    lengths.add(bytes.getInt(entry + 2));
                }
            }
            at += 2 + length;
        }
        List<Integer> ends = new ArrayList<>();
        for (int length : lengths) {
            at += length;
            ends.add(at);
        }
        return ends;
    }

    @Test
    void transcodingAgainKeepsTheBytesOfCodeBlocks() throws CodestreamException {
        for (Fixtures fixture : Fixtures.values()) {
            byte[] once = transcode(fixture.bytes(), TranscodeOptions.highThroughput());
            assertThat(transcode(once, TranscodeOptions.highThroughput())).isEqualTo(once);
            byte[] part1 = transcode(fixture.bytes(), TranscodeOptions.part1());
            assertThat(transcode(part1, TranscodeOptions.part1())).isEqualTo(part1);
        }
    }

    @Test
    void threadsChangeNothing() throws CodestreamException {
        ImageShape shape = new ImageShape(700, 500, 3, 8, false);
        int[] samples = new int[(int) shape.samples()];
        Random random = new Random(SEED);
        for (int index = 0; index < samples.length; index++) {
            samples[index] = random.nextInt(256);
        }
        byte[] source = new J2kEncoder(EncodeOptions.part1Lossless()).encode(shape, samples, 0, false);
        byte[] alone = transcode(source, TranscodeOptions.highThroughput());
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            J2kTranscoder transcoder = new J2kTranscoder(TranscodeOptions.highThroughput().toBuilder()
                    .executor(threads)
                    .build());
            for (int round = 0; round < 3; round++) {
                assertThat(transcoder.transcode(ByteBuffer.wrap(source))).isEqualTo(alone);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aDirectBufferIsReadFromItsPosition() throws CodestreamException {
        byte[] source = Fixtures.COLOUR_TILES.bytes();
        ByteBuffer direct = ByteBuffer.allocateDirect(source.length + 5).position(5);
        direct.put(source).position(5);
        assertThat(new J2kTranscoder(TranscodeOptions.highThroughput()).transcode(direct))
                .isEqualTo(transcode(source, TranscodeOptions.highThroughput()));
        assertThat(direct.position()).isEqualTo(5);
    }

    // ---- refusals

    @Test
    void aRegionOfInterestIsRefusedWithItsPlace() throws CodestreamException {
        byte[] source = transcode(Fixtures.GRAY_LAYERS.bytes(), TranscodeOptions.part1());
        int at = 0;
        while ((source[at] & 0xFF) != 0xFF || (source[at + 1] & 0xFF) != 0x5C) {
            at++;
        }
        byte[] region = new byte[source.length + 7];
        System.arraycopy(source, 0, region, 0, at);
        System.arraycopy(source, at, region, at + 7, source.length - at);
        byte[] segment = {(byte) 0xFF, 0x5E, 0, 5, 0, 0, 3};
        System.arraycopy(segment, 0, region, at, 7);
        assertThatThrownBy(() -> transcode(region, TranscodeOptions.highThroughput()))
                .isInstanceOf(CodestreamException.class)
                .hasMessage("RGN at byte " + at + ": a region of interest in component 0 cannot be carried over")
                .extracting(e -> ((CodestreamException) e).kind())
                .isEqualTo(CodestreamException.Kind.UNSUPPORTED);
        region[at + 6] = 0;
        assertThat(decode(transcode(region, TranscodeOptions.highThroughput()))).isEqualTo(decode(source));
    }

    @Test
    void extensionsOfPart2AreRefused() {
        byte[] source = Fixtures.GRAY_LAYERS.bytes();
        source[6] |= (byte) 0x80;
        assertThatThrownBy(() -> transcode(source, TranscodeOptions.highThroughput()))
                .isInstanceOf(CodestreamException.class)
                .hasMessage("SIZ at byte 2: extensions of Part 2 cannot be carried over");
    }

    @Test
    void limitsHold() {
        byte[] source = Fixtures.COLOUR_TILES.bytes();
        TranscodeOptions.Builder options = TranscodeOptions.highThroughput().toBuilder();
        assertThatThrownBy(() -> transcode(source, options.mostPixels(1000).build()))
                .isInstanceOf(CodestreamException.class)
                .hasMessageContaining("the limit is 1000");
        assertThatThrownBy(() -> transcode(
                        source, options.mostPixels(1 << 20).mostComponents(2).build()))
                .isInstanceOf(CodestreamException.class)
                .hasMessageContaining("3 components");
        assertThatThrownBy(() -> transcode(
                        source, options.mostComponents(3).mostMemoryBytes(3000).build()))
                .isInstanceOf(CodestreamException.class)
                .extracting(e -> ((CodestreamException) e).kind())
                .isEqualTo(CodestreamException.Kind.LIMIT);
    }

    @Test
    void tilePartsByResolutionNeedAnOrderThatBeginsWithIt() {
        TranscodeOptions.Builder options = TranscodeOptions.htRpcl().toBuilder().progression(ProgressionOrder.LRCP);
        assertThatThrownBy(options::build).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- hostile input

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    @Timeout(120)
    void truncatedAtEveryByte(Fixtures fixture) throws CodestreamException {
        byte[] whole = fixture.bytes();
        int[] all = decode(whole);
        J2kTranscoder toHt = small(BlockCoder.HIGH_THROUGHPUT);
        J2kTranscoder toPart1 = small(BlockCoder.PART_1);
        for (int length = 0; length < whole.length; length++) {
            for (J2kTranscoder transcoder : List.of(toHt, toPart1)) {
                try {
                    byte[] done = transcoder.transcode(ByteBuffer.wrap(whole, 0, length));
                    // The last bytes may be an end marker or padding that nobody needs.
                    assertThat(decode(done)).isEqualTo(all);
                } catch (CodestreamException e) {
                    assertThat(e.offsetBytes()).isBetween(0L, (long) length);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fixtures.class)
    @Timeout(120)
    void mutatedBytesAreRefusedOrTranscodedAsTheyDecode(Fixtures fixture) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        byte[] whole = fixture.bytes();
        J2kTranscoder toHt = small(BlockCoder.HIGH_THROUGHPUT);
        J2kTranscoder toPart1 = small(BlockCoder.PART_1);
        int same = 0;
        for (int round = 0; round < 1500; round++) {
            byte[] bytes = HostileCodestreamsTest.mutate(whole, random);
            long begin = System.nanoTime();
            try {
                byte[] done = (round % 2 == 0 ? toHt : toPart1).transcode(ByteBuffer.wrap(bytes));
                if (Arrays.equals(Fixtures.decode(done, Fixtures.SMALL), Fixtures.decode(bytes, Fixtures.SMALL))) {
                    same++;
                }
            } catch (CodestreamException e) {
                assertThat(e.offsetBytes()).isBetween(0L, (long) Math.max(bytes.length, whole.length * 64));
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + SEED + " round " + round + ": "
                                + java.util.HexFormat.of().formatHex(bytes),
                        e);
            }
            assertThat(System.nanoTime() - begin)
                    .as("seed %d round %d", SEED, round)
                    .isLessThan(Duration.ofSeconds(5).toNanos());
        }
        System.out.println(fixture + ": " + same + " of 1500 mutations decode the same");
        assertThat(same).isPositive();
    }

    private static J2kTranscoder small(BlockCoder target) {
        TranscodeOptions base =
                target == BlockCoder.PART_1 ? TranscodeOptions.part1() : TranscodeOptions.highThroughput();
        return new J2kTranscoder(base.toBuilder()
                .mostPixels(Fixtures.SMALL.mostPixels())
                .mostComponents(Fixtures.SMALL.mostComponents())
                .mostMemoryBytes(Fixtures.SMALL.mostMemoryBytes())
                .build());
    }

    private static void compare(String what, byte[] codestream, int[] expected, List<String> wrong) {
        try {
            if (!Arrays.equals(decode(codestream), expected)) {
                wrong.add(what + " differs");
            }
        } catch (CodestreamException e) {
            wrong.add(what + " fails: " + e.getMessage());
        }
    }
}
