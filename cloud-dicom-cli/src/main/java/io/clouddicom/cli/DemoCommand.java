package io.clouddicom.cli;

import io.clouddicom.DicomArchive;
import io.clouddicom.DuplicatePolicy;
import io.clouddicom.Fidelity;
import io.clouddicom.Instance;
import io.clouddicom.PutListener;
import io.clouddicom.PutOptions;
import io.clouddicom.PutReport;
import io.clouddicom.Receipt;
import io.clouddicom.Study;
import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import io.clouddicom.crypto.LocalKeyFile;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.pixel.RenderingOptions;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The main job end to end, with figures: files in, frames out, everything back bit for bit or, if it came compressed, pixel for pixel. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Puts studies into an encrypted archive in a local folder, pixels as lossless HTJ2K, reads frames, and gets"
                        + " every file back: bit for bit, or sample for sample where its frames came compressed.")
final class DemoCommand implements Callable<Integer> {
    private static final int SEED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "work in DIR and leave it there; otherwise a temporary folder is used and removed")
    private @Nullable Path keep;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIR",
            description = "DICOM files of your own to use; without, studies are generated")
    private @Nullable List<Path> given;

    private PrintWriter out;

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        Path folder = keep == null ? Files.createTempDirectory("cloud-dicom-demo") : Files.createDirectories(keep);
        try {
            return run(folder);
        } finally {
            if (keep == null) {
                remove(folder);
            } else {
                out.println("Everything is left in " + folder.toAbsolutePath() + "; the archive opens with --key local:"
                        + folder.toAbsolutePath().resolve("key.json"));
            }
        }
    }

    private int run(Path folder) throws IOException {
        List<Path> files = given == null ? generate(folder.resolve("originals")) : list(given);
        Path store = folder.resolve("archive");
        Map<Path, Receipt> receipts = new ConcurrentHashMap<>();
        Path keyFile = folder.resolve("key.json");
        if (!Files.exists(keyFile)) {
            LocalKeyFile.create(keyFile, Optional.empty());
        }
        String key = "local:" + keyFile;
        DicomArchive.Builder builder = DicomArchive.builder(store.toUri()).key(key);
        // One that an earlier run left is taken as it is.
        try (DicomArchive archive = (Files.exists(store) ? builder : builder.opaqueNames()).open()) {
            PutReport report = put(archive, files, receipts);
            report.failures()
                    .forEach((file, error) -> out.println("   refused: " + file + ": " + CloudDicom.sentence(error)));
        }
        // A second opening: what follows reads from the store and knows nothing of the first.
        try (DicomArchive archive =
                DicomArchive.builder(store.toUri()).key(key).existing().open()) {
            readFrames(archive, receipts, folder);
            int different = restore(archive, receipts, folder.resolve("restored"));
            boolean clean = verify(archive);
            if (different > 0 || !clean) {
                out.println(
                        "FAILED: " + different + " files differ; the archive is " + (clean ? "clean" : "not clean"));
                return ExitCode.INTEGRITY;
            }
        }
        boolean all = receipts.values().stream().allMatch(receipt -> receipt.fidelity() == Fidelity.BYTE_EXACT);
        out.println("Done: every file that went in came back bit for bit"
                + (all ? "." : ", or sample for sample where its frames came compressed."));
        return ExitCode.DONE;
    }

    private List<Path> generate(Path folder) throws IOException {
        out.println("1. Generating studies: CT, MR, enhanced CT, colour ultrasound");
        List<SyntheticStudy> studies = List.of(
                SyntheticStudy.ct(SEED, 40),
                SyntheticStudy.mr(SEED, 24).withTransferSyntax(TransferSyntax.IMPLICIT_VR_LITTLE_ENDIAN),
                SyntheticStudy.enhancedCt(SEED, 24),
                SyntheticStudy.ultrasound(SEED, 12).withTransferSyntax(TransferSyntax.RLE_LOSSLESS));
        List<Path> files = new ArrayList<>();
        try (Progress progress = new Progress(spec.commandLine().getErr(), "generate", -1)) {
            for (SyntheticStudy study : studies) {
                Path own = Files.createDirectories(
                        folder.resolve(study.kind().name().toLowerCase(Locale.ROOT)));
                for (int i = 0; i < study.instances(); i++) {
                    Path file = own.resolve(String.format("%04d.dcm", i + 1));
                    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
                        study.write(i, stream);
                    }
                    progress.add(Files.size(file));
                    files.add(file);
                }
            }
        }
        return files;
    }

    private List<Path> list(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        new FileTree(paths, (path, error) -> out.println("   " + ArchiveCommand.failed(path, error)))
                .forEach(files::add);
        return files;
    }

    private PutReport put(DicomArchive archive, List<Path> files, Map<Path, Receipt> receipts) throws IOException {
        out.println("2. Putting " + files.size() + " files into " + archive.name()
                + ", native pixels as lossless HTJ2K, each study sealed under a key of its own, in objects whose names tell"
                + " nothing");
        long start = System.nanoTime();
        PutReport report;
        try (Progress progress = new Progress(spec.commandLine().getErr(), "put", files.size())) {
            report = archive.putAll(
                    files, PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE), new PutListener() {
                        @Override
                        public void stored(Path file, Receipt receipt) {
                            receipts.put(file, receipt);
                            progress.add(receipt.originalBytes());
                        }
                    });
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "   %d stored, %d were there, %d refused; %s in, %s stored, %.2f s (%s)%n",
                report.stored(),
                report.alreadyPresent(),
                report.failures().size(),
                Sizes.bytes(report.originalBytes()),
                Sizes.bytes(report.storedBytes()),
                seconds,
                Sizes.rate(report.originalBytes(), seconds));
        return report;
    }

    private void readFrames(DicomArchive archive, Map<Path, Receipt> receipts, Path folder) throws IOException {
        out.println("3. Opening each study (one list, one get) and fetching its middle frame by byte range");
        List<Uid> studies = receipts.values().stream()
                .map(Receipt::study)
                .distinct()
                .sorted()
                .toList();
        int shown = 0;
        for (Uid uid : studies) {
            long start = System.nanoTime();
            Study study = archive.study(uid);
            double openMillis = (System.nanoTime() - start) / 1e6;
            List<Instance> instances = study.instances();
            Instance instance = instances.get(instances.size() / 2);
            if (instance.frameCount() == 0) {
                continue;
            }
            int number = (instance.frameCount() + 1) / 2;
            start = System.nanoTime();
            byte[] stored = instance.frame(number).fetch();
            double fetchMillis = (System.nanoTime() - start) / 1e6;
            if (++shown > 8) {
                continue;
            }
            String picture = "";
            try {
                byte[] png = instance.frame(number).render(RenderingOptions.PNG);
                Path file = folder.resolve("frame-" + shown + ".png");
                Files.write(file, png);
                picture = keep == null ? "" : ", shown in " + file.getFileName();
            } catch (UnsupportedFeatureException e) {
                picture = ", not decoded: " + instance.transferSyntax().name();
            }
            out.printf(
                    "   %d instances opened in %.1f ms; frame %d of %d: %s in %.2f ms%s%n",
                    instances.size(),
                    openMillis,
                    number,
                    instance.frameCount(),
                    Sizes.bytes(stored.length),
                    fetchMillis,
                    picture);
        }
    }

    /** Gets every file back, and counts those that differ from the original more than their receipt says. */
    private int restore(DicomArchive archive, Map<Path, Receipt> receipts, Path folder) throws IOException {
        out.println("4. Restoring every file and comparing it with the original: byte by byte, or sample by sample");
        Files.createDirectories(folder);
        int different = 0;
        int sameSamples = 0;
        long bytes = 0;
        long start = System.nanoTime();
        int number = 0;
        for (Map.Entry<Path, Receipt> entry : receipts.entrySet()) {
            Receipt receipt = entry.getValue();
            Path restored = folder.resolve(++number + ".dcm");
            archive.instance(receipt.instance(), receipt.revision()).restore(restored);
            boolean byteExact = receipt.fidelity() == Fidelity.BYTE_EXACT;
            boolean same = byteExact
                    ? Files.mismatch(entry.getKey(), restored) == -1
                    : DecodedFile.sameSamples(entry.getKey(), restored);
            if (!same) {
                different++;
                out.println("   DIFFERENT: " + entry.getKey());
            } else if (!byteExact) {
                sameSamples++;
            }
            bytes += receipt.originalBytes();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "   %d files identical, %d different%s; %s in %.2f s (%s)%n",
                receipts.size() - different - sameSamples,
                different,
                sameSamples == 0 ? "" : ", " + sameSamples + " with identical samples",
                Sizes.bytes(bytes),
                seconds,
                Sizes.rate(bytes, seconds));
        return different;
    }

    private boolean verify(DicomArchive archive) throws IOException {
        out.println("5. Verifying every object, checksum and digest");
        VerifyReport report = archive.verify(VerifyOptions.DEFAULT, VerifyListener.NONE);
        out.printf(
                "   %d instances, %d frames, %s checked: %s%n",
                report.instances(),
                report.framesChecked(),
                Sizes.bytes(report.bytesChecked()),
                report.clean() ? "clean" : "NOT clean " + report.problems());
        return report.clean();
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
