package io.clouddicom.testkit;

import io.clouddicom.DicomArchive;
import io.clouddicom.Receipt;
import io.clouddicom.dicom.TransferSyntax;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that puts until it is killed, and writes down what was acknowledged. */
final class PuttingProcess {
    private static final int MANY = 100_000;

    private PuttingProcess() {}

    static Process start(ServerBucket bucket, Path acknowledged, int number) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PuttingProcess.class.getName(),
                bucket.uri().toString(),
                acknowledged.toString(),
                Integer.toString(number));
        builder.environment().putAll(bucket.environment());
        return builder.redirectErrorStream(true)
                .redirectOutput(acknowledged.resolveSibling("output.txt").toFile())
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        SyntheticStudy study = new SyntheticStudy(
                SyntheticStudy.Kind.CT,
                1000 + Integer.parseInt(arguments[2]),
                TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN,
                MANY,
                1,
                16,
                16);
        try (DicomArchive archive = DicomArchive.builder(arguments[0]).open();
                OutputStream acknowledged = Files.newOutputStream(Path.of(arguments[1]), StandardOpenOption.APPEND)) {
            for (int i = 0; i < MANY; i++) {
                Receipt receipt = archive.put(study.bytes(i));
                acknowledged.write(
                        (receipt.instance() + " " + receipt.sha256() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}
