package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.testkit.SyntheticStudy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command, run as a user runs it: what it prints, what it writes, its exit code. */
class CommandsTest {
    private static final SyntheticStudy CT = SyntheticStudy.ct(7, 3).withSize(64, 48);

    @TempDir
    private Path folder;

    private Path originals;
    private String store;
    private String study;
    private String instance;

    /** What a run printed and how it ended. */
    record Run(int exitCode, String out, String err) {}

    static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = CloudDicom.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Run(code, out.toString(), err.toString());
    }

    static void done(Run run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @BeforeEach
    void writeOriginals() throws IOException {
        originals = Files.createDirectories(folder.resolve("in"));
        for (int i = 0; i < CT.instances(); i++) {
            Files.write(originals.resolve(i + ".dcm"), CT.bytes(i));
        }
        store = folder.resolve("archive").toUri().toString();
        study = CT.studyUid().value();
        instance = study + "/" + CT.seriesUid() + "/" + CT.instanceUid(1);
    }

    private void put() {
        done(run("put", store, originals.toString()));
    }

    @Test
    void whatIsPutComesBackBitForBit() throws IOException {
        Run put = run("put", store, originals.toString(), "--threads", "2");
        done(put);
        assertThat(put.out()).startsWith("stored 3, already there 0, skipped 0, failed 0");
        assertThat(run("put", store, originals.toString()).out()).startsWith("stored 0, already there 3");

        Path back = folder.resolve("out");
        done(run("get", store, study, "--out", back.toString()));
        for (int i = 0; i < CT.instances(); i++) {
            Path restored = back.resolve(study).resolve(CT.seriesUid().value()).resolve(CT.instanceUid(i) + ".dcm");
            assertThat(restored).hasBinaryContent(CT.bytes(i));
        }
    }

    @Test
    void studiesSeriesAndInstancesAreListed() {
        put();
        assertThat(run("ls", store).out()).isEqualToIgnoringNewLines(study);
        assertThat(run("ls", store, study).out())
                .startsWith(CT.seriesUid().value())
                .contains("3 instances");
        assertThat(run("ls", store, study + "/" + CT.seriesUid()).out())
                .contains(CT.instanceUid(0).value(), "revision 1", "BYTE_EXACT");
        assertThat(run("ls", store, study, "--json").out())
                .contains("\"fidelity\" : \"BYTE_EXACT\"", "\"frames\" : 1", "\"revision\" : 1");
    }

    @Test
    void metadataIsDicomJson() {
        put();
        String json = run("metadata", store, instance).out();
        assertThat(json).contains("\"00080018\"", CT.instanceUid(1).value(), "\"vr\"");
    }

    @Test
    void aFrameIsWrittenAsStoredNativeAndPicture() throws IOException {
        done(run("put", store, originals.toString(), "--storage", "as-received"));
        Path file = folder.resolve("frame");
        done(run("frame", store, instance, "1", "--out", file.toString()));
        byte[] stored = Files.readAllBytes(file);
        assertThat(stored).hasSize(64 * 48 * 2);
        done(run("frame", store, instance, "1", "--out", file.toString(), "--as", "native"));
        assertThat(file).hasBinaryContent(stored);
        done(run("frame", store, instance, "1", "--out", file.toString(), "--as", "png"));
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(48);
        assertThat(image.getHeight()).isEqualTo(64);
        done(run(
                "frame",
                store,
                instance,
                "1",
                "--out",
                file.toString(),
                "--as",
                "jpeg",
                "--window",
                "0,400",
                "--size",
                "20x20"));
        image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(15);
        assertThat(image.getHeight()).isEqualTo(20);
        assertThat(image.getRaster().getNumBands()).isEqualTo(1);
        done(run("frame", store, instance, "1", "--out", file.toString(), "--as", "big-endian"));
        assertThat(Files.readAllBytes(file)[1]).isEqualTo(stored[0]);
        assertThat(run("frame", store, instance, "1", "--out", file.toString(), "--as", "gif")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("frame", store, instance, "1", "--out", file.toString(), "--as", "png", "--window", "40")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("frame", store, instance, "1", "--out", file.toString(), "--as", "png", "--voi", "9")
                        .err())
                .contains("VOI transformations");
        assertThat(run("frame", store, instance, "2", "--out", file.toString()).exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aSeriesIsWrittenAsAVolume() throws IOException {
        done(run("put", store, originals.toString(), "--storage", "htj2k-lossless-rpcl"));
        String series = study + "/" + CT.seriesUid();
        Path raw = folder.resolve("volume.raw");
        Run written = run("volume", store, series, "--out", raw.toString());
        done(written);
        assertThat(written.out()).contains("48 × 64 × 3 voxels of 0.750 × 0.750 × 1.250 mm, int16");
        assertThat(Files.size(raw)).isEqualTo(48 * 64 * 3 * 2);
        assertThat(Files.readString(folder.resolve("volume.raw.json")).replaceAll("\\s+", ""))
                .contains("\"dimensions\":[48,64,3]", "\"space\":\"LPS\"", "\"spacingMillimetres\":[0.75,0.75,1.25]");
        Path nifti = folder.resolve("volume.nii");
        done(run("volume", store, series, "--out", nifti.toString(), "--values", "stored"));
        assertThat(Files.size(nifti)).isEqualTo(352 + 48 * 64 * 3 * 2);
        done(run("rm", store, instance));
        // Two are left, two spacings apart: nothing tells that one is missing between.
        done(run("volume", store, series, "--out", raw.toString()));
        assertThat(run("volume", store, study, "--out", raw.toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("volume", store, series, "--out", "volume.txt").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void instancesAreWrittenInTheFormThatIsWanted() throws IOException {
        done(run("put", store, originals.toString(), "--storage", "htj2k-lossless-rpcl"));
        Path out = folder.resolve("out");
        Path file = out.resolve(study).resolve(CT.seriesUid().value()).resolve(CT.instanceUid(1) + ".dcm");
        Path pixels = folder.resolve("pixels");
        done(run("frame", store, instance, "1", "--out", pixels.toString(), "--as", "native"));
        for (String form : List.of(
                "stored",
                "native",
                "implicit",
                "big-endian",
                "deflated",
                "rle",
                "j2k-lossless",
                "1.2.840.10008.1.2.4.201")) {
            Run got = run("get", store, study, "--out", out.toString(), "--as", form);
            done(got);
            assertThat(got.out()).contains("3 files written");
            String other = folder.resolve("other-" + form).toUri().toString();
            done(run("put", other, file.toString()));
            Path again = folder.resolve("again");
            done(run("frame", other, instance, "1", "--out", again.toString(), "--as", "native"));
            assertThat(again).as(form).hasSameBinaryContentAs(pixels);
        }
        assertThat(run("get", store, study, "--out", out.toString(), "--as", "jpeg2001")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        Run refused = run("get", store, study, "--out", out.toString(), "--as", "1.2.840.10008.1.2.4.50");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(refused.err()).contains("frames cannot be encoded as JPEG Baseline");
    }

    @Test
    void slicesThatAreNoVolumeAreNamed() throws IOException {
        SyntheticStudy ct = SyntheticStudy.ct(8, 5).withSize(16, 16);
        for (int slice : new int[] {0, 1, 2, 4}) {
            Files.write(originals.resolve("other" + slice + ".dcm"), ct.bytes(slice));
        }
        put();
        String series = ct.studyUid() + "/" + ct.seriesUid();
        Path raw = folder.resolve("volume.raw");
        Run refused = run("volume", store, series, "--out", raw.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(refused.err())
                .contains("1 slice is missing between " + ct.instanceUid(2) + " and " + ct.instanceUid(4));
        assertThat(raw).doesNotExist();
        Run accepted = run("volume", store, series, "--out", raw.toString(), "--irregular");
        done(accepted);
        assertThat(accepted.err()).contains("irregular: 1 slice is missing");
        assertThat(Files.size(raw)).isEqualTo(16 * 16 * 4 * 2);
    }

    @Test
    void anArchiveOfHtj2kGivesTheOriginalsBack() throws IOException {
        done(run("put", store, originals.toString(), "--storage", "htj2k-lossless-rpcl"));
        assertThat(run("ls", store, study, "--json").out()).contains("1.2.840.10008.1.2.4.202");
        Path out = folder.resolve("out");
        done(run("get", store, study, "--out", out.toString()));
        for (int i = 0; i < CT.instances(); i++) {
            assertThat(out.resolve(study).resolve(CT.seriesUid().value()).resolve(CT.instanceUid(i) + ".dcm"))
                    .hasBinaryContent(CT.bytes(i));
        }
        done(run("verify", store));
        Path file = folder.resolve("frame");
        done(run("frame", store, instance, "1", "--out", file.toString(), "--as", "native"));
        assertThat(Files.readAllBytes(file)).hasSize(64 * 48 * 2);
        done(run("frame", store, instance, "1", "--out", file.toString(), "--as", "png", "--reduce", "2"));
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(12);
        Path sheet = folder.resolve("sheet.png");
        assertThat(run("preview", store, study, "--out", sheet.toString()).out())
                .contains("3 pictures");
        assertThat(ImageIO.read(sheet.toFile()).getWidth()).isEqualTo(16);
        done(run("preview", store, study, "--out", folder.resolve("small").toString(), "--reduce", "1"));
        assertThat(folder.resolve("small")).isDirectoryContaining("glob:**.png");
        assertThat(run("put", store, originals.toString(), "--storage", "gif").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsDeletedComesBackUntilItIsPurged() throws IOException {
        put();
        done(run("rm", store, study));
        assertThat(run("ls", store, study).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("undelete", store, study).out()).contains("3 instances");
        done(run("verify", store));
        done(run("rm", store, instance, "--purge"));
        assertThat(run("undelete", store, instance).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("ls", store, study).out()).contains("2 instances");
        done(run("rm", store, study));
        assertThat(run("purge", store, "--older-than", "1d").out()).contains("purged 0 revisions");
        assertThat(run("purge", store, "--older-than", "0").out()).doesNotContain("purged 0 revisions");
        assertThat(run("purge", store, "--older-than", "yesterday").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatWasNeverFinishedIsSwept() throws IOException {
        put();
        assertThat(run("sweep", store).out()).isEqualToIgnoringNewLines("removed 0 unfinished puts");
        // What a process leaves that was killed while it wrote.
        Path left = Path.of(URI.create(store)).resolve("%tmp").resolve("1a-1.7");
        Files.writeString(left, "half of an object");
        assertThat(run("sweep", store, "--older-than", "1h").out()).contains("1 may be under way");
        assertThat(run("sweep", store, "--older-than", "0").out()).contains("removed 1 unfinished puts");
        assertThat(left).doesNotExist();
        assertThat(run("sweep", store, "--older-than", "soon").exitCode()).isEqualTo(ExitCode.USAGE);
        done(run("verify", store));
    }

    @Test
    void whatLiesInNoColdStorageNeedsNoThawing() throws IOException {
        put();
        assertThat(run("thaw", store, study, "--status").out())
                .isEqualToIgnoringNewLines("readable 4, being thawed 0, frozen 0");
        fails(ExitCode.SOME_FAILED, "no storage classes", "thaw", store, study, "--days", "3");
        fails(ExitCode.USAGE, "--days", "thaw", store, study, "--days", "0");
        fails(ExitCode.USAGE, "--speed", "thaw", store, study, "--speed", "warp");
        fails(ExitCode.NOT_FOUND, "there is no instance", "thaw", store, "1.2.3", "--status");
    }

    @Test
    void otherContentUnderOneUidIsRejectedReplacedOrSkipped() throws IOException {
        put();
        byte[] other = CT.bytes(1);
        other[other.length - 1] ^= 1;
        Path file = Files.write(folder.resolve("other.dcm"), other);
        Run rejected = run("put", store, file.toString());
        assertThat(rejected.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(rejected.err()).contains("other.dcm");
        assertThat(run("put", store, file.toString(), "--on-duplicate", "skip").out())
                .contains("skipped 1");
        done(run("put", store, file.toString(), "--on-duplicate", "replace"));

        Path back = folder.resolve("out");
        Path restored = back.resolve(instance + ".dcm");
        done(run("get", store, instance, "--out", back.toString()));
        assertThat(restored).hasBinaryContent(other);
        done(run("get", store, instance, "--out", back.toString(), "--revision", "1"));
        assertThat(restored).hasBinaryContent(CT.bytes(1));
    }

    @Test
    void aFlippedBitIsFoundByVerify() throws IOException {
        put();
        assertThat(run("verify", store).out()).contains("clean").contains("3 instances");
        Path object;
        try (Stream<Path> files = Files.walk(folder.resolve("archive/studies"))) {
            object = files.filter(path -> path.getFileName()
                            .toString()
                            .startsWith(CT.instanceUid(2).value()))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(object.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int value = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(value ^ 4);
        }
        Run verify = run("verify", store, study, "--json");
        assertThat(verify.exitCode()).isEqualTo(ExitCode.INTEGRITY);
        assertThat(verify.out()).contains("CORRUPT_OBJECT", CT.instanceUid(2).value());
        assertThat(run("get", store, study, "--out", folder.resolve("out").toString())
                        .exitCode())
                .isEqualTo(ExitCode.INTEGRITY);
    }

    @Test
    void anIndexIsWritten() {
        put();
        assertThat(run("index", store, study).out()).contains("indexed 3 instances");
        assertThat(run("index", store, "1.2.3").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aFileIsListed() throws IOException {
        SyntheticStudy ultrasound =
                SyntheticStudy.ultrasound(3, 2).withSize(20, 30).withTransferSyntax(TransferSyntax.RLE_LOSSLESS);
        Path file = Files.write(folder.resolve("us.dcm"), ultrasound.bytes(0));
        Run dump = run("dump", file.toString());
        done(dump);
        assertThat(dump.out())
                .contains("RLE Lossless")
                .contains("(0008,0018) UI")
                .contains(ultrasound.instanceUid(0).value())
                .contains("# 2 frames")
                .contains("# frame 2: ");
    }

    private static void fails(int exitCode, String sentence, String... arguments) {
        Run run = run(arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        String[] lines = run.err().split("\\R");
        assertThat(lines[0]).contains(sentence);
        // One sentence; after a wrong command line, also where help is.
        assertThat(lines)
                .as(run.err())
                .hasSize(exitCode == ExitCode.USAGE && run.err().contains("--help") ? 2 : 1);
        assertThat(run.err())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("defect");
    }

    @Test
    void errorsAreOneSentenceAndAnExitCode() throws IOException {
        Path text = Files.writeString(folder.resolve("no.dcm"), "this is no DICOM file");
        String nothing = folder.resolve("nothing").toString();
        String nowhere = folder.resolve("nowhere").toUri().toString();
        String out = folder.resolve("out").toString();
        for (List<String> command : List.of(
                List.of("ls"),
                List.of("get", "1.2", "--out", out),
                List.of("metadata", "1.2"),
                List.of("frame", "1.2/3/4", "1", "--out", out),
                List.of("rm", "1.2"),
                List.of("undelete", "1.2"),
                List.of("purge"),
                List.of("sweep"),
                List.of("thaw", "1.2"),
                List.of("verify"),
                List.of("index", "1.2"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add(1, nowhere);
            fails(ExitCode.NOT_FOUND, "there is no archive", arguments.toArray(String[]::new));
        }
        assertThat(folder.resolve("nowhere")).doesNotExist();
        fails(ExitCode.NOT_FOUND, nothing + ": no such file", "dump", nothing);
        fails(ExitCode.INTEGRITY, "neither a DICOM file nor a dataset", "dump", text.toString());
        fails(ExitCode.SOME_FAILED, folder + ": this is a folder", "dump", folder.toString());
        fails(ExitCode.USAGE, "--width", "dump", text.toString(), "--width", "-1");
        fails(ExitCode.USAGE, "no backend for this scheme", "ls", "nonsense:store");
        fails(ExitCode.USAGE, "begins with a scheme", "ls", "/var/dicom");
        fails(ExitCode.USAGE, "file:///absolute/directory", "ls", "file:relative");
        fails(ExitCode.USAGE, "is a file, not a directory", "ls", text.toUri().toString());
        fails(ExitCode.USAGE, "Missing required parameter: 'STORE'", "ls");
        fails(ExitCode.USAGE, "Missing required subcommand");
        fails(ExitCode.USAGE, "Unmatched argument", "sing");
    }

    @Test
    void whatIsWrongInAnArchiveIsOneSentenceToo() throws IOException {
        put();
        String out = folder.resolve("out").toString();
        fails(ExitCode.NOT_FOUND, "1.2.3", "get", store, "1.2.3", "--out", out);
        fails(ExitCode.NOT_FOUND, "1.2.3", "verify", store, "1.2.3");
        fails(ExitCode.NOT_FOUND, "1.2.3", "rm", store, "1.2.3");
        fails(ExitCode.NOT_FOUND, "1.2.3", "undelete", store, "1.2.3");
        fails(ExitCode.NOT_FOUND, "9", "metadata", store, study + "/9");
        assertThat(run("metadata", store, study + "/9").out()).isEmpty();
        for (String command : List.of("ls", "metadata", "rm", "undelete", "verify", "index")) {
            fails(ExitCode.USAGE, "not STUDY[/SERIES[/INSTANCE]]", command, store, "1/2/3/4");
            fails(ExitCode.USAGE, "a UID is empty", command, store, "");
        }
        fails(ExitCode.USAGE, "whole STUDY", "index", store, instance);
        fails(ExitCode.USAGE, "which instance?", "frame", store, study, "1", "--out", out);
        fails(ExitCode.USAGE, "numbered from 1", "frame", store, instance, "0", "--out", out);
        fails(ExitCode.NOT_FOUND, "has 1 frame", "frame", store, instance, "2", "--out", out);
        fails(ExitCode.USAGE, "'one' is not an int", "frame", store, instance, "one", "--out", out);
        fails(ExitCode.USAGE, "'--out=FILE'", "frame", store, instance, "1");
        fails(ExitCode.USAGE, "--as is stored", "frame", store, instance, "1", "--out", out, "--as", "gif");
        fails(ExitCode.SOME_FAILED, folder.toString(), "frame", store, instance, "1", "--out", folder.toString());
        fails(ExitCode.SOME_FAILED, "nodir/f", "frame", store, instance, "1", "--out", folder + "/nodir/f");
        fails(ExitCode.USAGE, "numbered from 1", "get", store, instance, "--out", out, "--revision", "0");
        fails(ExitCode.USAGE, "goes with", "get", store, study, "--out", out, "--revision", "1");
        fails(ExitCode.NOT_FOUND, "revision 2", "get", store, instance, "--out", out, "--revision", "2");
        assertThat(folder.resolve("out")).doesNotExist();
        fails(ExitCode.SOME_FAILED, "in/0.dcm", "get", store, study, "--out", originals + "/0.dcm");
        fails(ExitCode.USAGE, "--threads is 1 to 256", "put", store, "--threads", "0", originals.toString());
        fails(ExitCode.USAGE, "--threads is 1 to 256", "verify", store, "--threads", "257");
        fails(ExitCode.USAGE, "expected one of", "put", store, "--on-duplicate", "x", originals.toString());
    }

    @Test
    void aFileThatIsMissingOrNoDicomIsNamedAndTheOthersArePut() throws IOException {
        Path text = Files.writeString(originals.resolve("no.dcm"), "this is no DICOM file");
        Files.createSymbolicLink(originals.resolve("loop"), originals);
        Run put = run("put", store, folder.resolve("nothing").toString(), originals.toString());
        assertThat(put.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(put.out()).startsWith("stored 3, already there 0, skipped 0, failed 2;");
        assertThat(put.err().lines())
                .hasSize(2)
                .contains("failed: " + folder.resolve("nothing") + ": no such file or folder")
                .anyMatch(line -> line.startsWith("failed: " + text + ": "));
    }

    /** What {@code --json} prints is one document that any reader takes. */
    @Test
    void jsonIsOneDocument() throws IOException {
        Path text = Files.writeString(originals.resolve("no \"\u00e4\n.txt"), "this is no DICOM file");
        Map<String, Object> put = object(json(run("put", store, originals.toString(), "--json")));
        assertThat((List<?>) put.get("receipts"))
                .hasSize(3)
                .allSatisfy(receipt -> assertThat(object(receipt))
                        .containsEntry("study", study)
                        .containsEntry("outcome", "STORED"));
        assertThat((List<?>) put.get("failures"))
                .hasSize(1)
                .allSatisfy(failure -> assertThat(object(failure)).containsEntry("file", text.toString()));
        assertThat(put.get("stored")).isEqualTo(3);
        assertThat((List<?>) json(run("ls", store, "--json"))).isEqualTo(List.of(study));
        assertThat((List<?>) json(run("ls", store, study, "--json"))).hasSize(3);
        assertThat((List<?>) json(run("metadata", store, study))).hasSize(3);
        assertThat(object(json(run("verify", store, "--json")))).containsEntry("clean", true);
    }

    private static Object json(Run run) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(run.out())) {
            parser.nextToken();
            Object document = value(parser);
            assertThat(parser.nextToken()).as("something behind the document").isNull();
            return document;
        }
    }

    private static Map<String, Object> object(Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, member) -> object.put(name.toString(), member));
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    assertThat(object.put(name, value(parser)))
                            .as("twice: " + name)
                            .isNull();
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                return array;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NUMBER_INT -> {
                return parser.getIntValue();
            }
            default -> {
                return parser.getText();
            }
        }
    }

    @Test
    void theLeastFidelityIsTheCallersChoice() throws IOException {
        SyntheticStudy study =
                SyntheticStudy.ultrasound(3, 2).withSize(40, 32).withTransferSyntax(TransferSyntax.RLE_LOSSLESS);
        Path file = Files.write(folder.resolve("us.dcm"), study.bytes(0));
        Run exact = run("put", store, file.toString(), "--least-fidelity", "byte-exact", "--json");
        done(exact);
        assertThat(exact.out()).contains("BYTE_EXACT", "keptAsReceived");
        String other = folder.resolve("other").toUri().toString();
        Run pixels = run("put", other, file.toString(), "--json");
        done(pixels);
        assertThat(pixels.out()).contains("PIXEL_EXACT").doesNotContain("keptAsReceived");
        assertThat(run("ls", other, study.studyUid().value(), "--json").out())
                .contains(
                        "PIXEL_EXACT", TransferSyntax.HTJ2K_LOSSLESS_RPCL.uid().value());
        assertThat(run("verify", other).out()).contains("1 pixel-exact", "clean");
        assertThat(run("verify", store, "--json").out()).contains("\"BYTE_EXACT\" : 1");
        assertThat(run("put", other, file.toString(), "--lossy-j2k-to-htj2k", "--least-fidelity", "byte-exact")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        Run demo = run("demo", file.toString());
        done(demo);
        assertThat(demo.out()).contains("0 files identical, 0 different, 1 with identical samples");
    }

    @Test
    void theDemoRunsToItsEnd() throws IOException {
        Run demo = run("demo", "--keep", folder.resolve("demo").toString(), originals.toString());
        done(demo);
        assertThat(demo.out()).contains("3 stored", "3 files identical, 0 different", "clean", "came back bit for bit");
        assertThat(folder.resolve("demo/frame-1.png")).exists();
    }

    @Test
    void aUidThatIsNoFileNameStaysInItsFolder() {
        assertThat(Uid.of("..").value()).isEqualTo("..");
        Run run = run("get", store, "../..", "--out", folder.resolve("out").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void anEncryptedArchiveIsUsedWithItsKey() throws IOException {
        String key = "local:" + folder.resolve("key.json");
        Run made = run("key", "new", key);
        done(made);
        assertThat(made.out()).startsWith("made local:");
        assertThat(run("key", "new", key).exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run("key", "new", key + "2", "--passphrase-env", "CLOUD_DICOM_NO_SUCH_VARIABLE")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);

        done(run("put", store, originals.toString(), "--key", key, "--storage", "htj2k-lossless-rpcl"));
        done(run("verify", store, "--key", key));
        Path back = folder.resolve("out");
        done(run("get", store, study, "--key", key, "--out", back.toString()));
        assertThat(back.resolve(study).resolve(CT.seriesUid().value()).resolve(CT.instanceUid(0) + ".dcm"))
                .hasBinaryContent(CT.bytes(0));

        Run without = run("ls", store);
        assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(without.err()).contains("the archive is encrypted, so its key is needed: local:");
        Run plain = run("put", folder.resolve("plain").toUri().toString(), originals.toString());
        done(plain);
        assertThat(run("ls", folder.resolve("plain").toUri().toString(), "--key", key)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("ls", store, "--key", "local:" + folder.resolve("nothing"))
                        .exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void anArchiveMovesToAnotherKeyAndAStudyIsShredded() {
        String first = "local:" + folder.resolve("first.json");
        String second = "local:" + folder.resolve("second.json");
        String firstId = run("key", "new", first).out().split(" ")[1];
        String secondId = run("key", "new", second).out().split(" ")[1];
        done(run("put", store, originals.toString(), "--key", first));
        assertThat(run("key", "info", store, "--key", first).out()).isEqualToIgnoringNewLines(firstId + "\t1 studies");
        Run moved = run("key", "rewrap", store, "--key", first, "--to", second);
        done(moved);
        assertThat(moved.out()).isEqualToIgnoringNewLines(secondId + "\t1 studies");
        done(run("key", "rewrap", store, "--key", first, "--to", second));
        assertThat(run("ls", store, "--key", first).exitCode()).isEqualTo(ExitCode.INTEGRITY);
        done(run("key", "rotate", second, "--prepare"));
        String version = run("key", "rotate", second).out().strip().replaceAll(".* ", "");
        Run toVersion = run("key", "rewrap", store, "--key", second, "--to", second);
        done(toVersion);
        assertThat(toVersion.out()).isEqualToIgnoringNewLines(secondId + "#" + version + "\t1 studies");
        assertThat(run("reencrypt", store, "", "--key", second).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("reencrypt", store, "1.2.3", "--key", second).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        Run shredded = run("shred", store, study, "--key", second);
        done(shredded);
        assertThat(shredded.out())
                .isEqualToIgnoringNewLines("key destroyed; 4 objects tried, none can be read; 4 deleted");
        assertThat(run("shred", store, study, "--key", second).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("ls", store, "--key", second).out()).isBlank();
    }

    /** Without the half a minute that it takes where there is something to do. */
    @Test
    void anArchiveThatIsWhatItIsToBecomeStaysSo() {
        String key = "local:" + folder.resolve("key.json");
        done(run("key", "new", key));
        done(run("put", store, originals.toString()));
        Run plain = run("key", "decrypt", store, "--key", key);
        done(plain);
        assertThat(plain.out()).isEqualToIgnoringNewLines("0 studies, 0 objects, 0 plain; the archive is plain");
        assertThat(run("key", "info", store, "--key", key, "--may-be-plain").out())
                .isEqualToIgnoringNewLines(
                        "state\tplain" + "without key\t1 studies, which are plain or cannot be read");
        Run withoutKey = run("key", "encrypt", store);
        assertThat(withoutKey.exitCode()).isNotEqualTo(ExitCode.DONE);
        assertThat(withoutKey.err()).contains("without a key it can be nothing but plain");
        assertThat(run("ls", store, "--key", key).err()).contains("the archive is not encrypted");
        assertThat(run("ls", store, "--key", key, "--may-be-plain").out()).isEqualToIgnoringNewLines(study);
        String other = folder.resolve("encrypted").toUri().toString();
        done(run("put", other, originals.toString(), "--key", key));
        Run encrypted = run("key", "encrypt", other, "--key", key);
        done(encrypted);
        assertThat(encrypted.out())
                .isEqualToIgnoringNewLines("0 studies, 0 objects, 0 encrypted; the archive is encrypted");
    }

    @Test
    void withOpaqueNamesNoUidIsLeftInTheArchive() throws IOException {
        String key = "local:" + folder.resolve("key.json");
        done(run("key", "new", key));
        assertThat(run("put", store, originals.toString(), "--names", "opaque").exitCode())
                .isEqualTo(ExitCode.USAGE);
        done(run("put", store, originals.toString(), "--key", key, "--names", "opaque"));
        assertThat(run("ls", store, "--key", key).out()).isEqualToIgnoringNewLines(study);
        assertThat(run("verify", store, "--key", key).exitCode()).isEqualTo(ExitCode.DONE);
        try (Stream<Path> left = Files.walk(folder.resolve("archive"))) {
            for (Path path : left.toList()) {
                assertThat(folder.relativize(path).toString()).doesNotContain("2.25");
                if (Files.isRegularFile(path)) {
                    assertThat(Files.readString(path, StandardCharsets.ISO_8859_1))
                            .doesNotContain(study);
                }
            }
        }
    }

    /** Besides their names, nothing that is left on the disk tells of patients or holds their pixels. */
    @Test
    void aDemoLeavesNothingInTheClearOutsideOfTheOriginals() throws IOException {
        Run demo = run("demo", "--keep", folder.resolve("demo").toString(), originals.toString());
        done(demo);
        byte[] file = CT.bytes(0);
        String pixels = new String(file, file.length - 600, 64, StandardCharsets.ISO_8859_1);
        String patient = patientId(file);
        assertThat(demo.out() + demo.err()).doesNotContain(patient);
        try (Stream<Path> left = Files.walk(folder.resolve("demo/archive"))) {
            for (Path path : left.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(path, StandardCharsets.ISO_8859_1);
                assertThat(content).as("%s", path).doesNotContain(patient, study, pixels);
            }
        }
    }

    private static String patientId(byte[] file) throws IOException {
        return io.clouddicom.dicom.DicomReader.of(new java.io.ByteArrayInputStream(file))
                .read()
                .dataset()
                .string(io.clouddicom.dicom.Tag.PATIENT_ID)
                .orElseThrow();
    }
}
