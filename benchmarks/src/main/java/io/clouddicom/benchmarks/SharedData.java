package io.clouddicom.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The folder of real files: what the system property {@code cloud.dicom.shared} or the environment variable {@code
 * CLOUD_DICOM_SHARED} names, else a folder {@code shared} beside a folder above this one.
 */
public final class SharedData {
    private static final int PATH = 0;
    private static final int FILE_MD5 = 2;

    private SharedData() {}

    /** The folder of codestreams. */
    public static Path codestreams() {
        return folder().resolve("codestreams");
    }

    /**
     * A DICOM file, whose digest is the manifest's.
     *
     * @param path its path in the manifest
     * @return its bytes
     * @throws IOException if it cannot be read or is another one
     */
    public static byte[] dicom(String path) throws IOException {
        Path folder = folder().resolve("dicom");
        byte[] bytes = Files.readAllBytes(folder.resolve(path));
        String md5 = Files.readAllLines(folder.resolve("MANIFEST.tsv")).stream()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields[PATH].equals(path))
                .map(fields -> fields[FILE_MD5])
                .findFirst()
                .orElseThrow(() -> new IOException("not in the manifest: " + path));
        if (!md5.equals(md5(bytes))) {
            throw new IOException("not the file of the manifest: " + path);
        }
        return bytes;
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The folder itself.
     *
     * @throws IllegalStateException if there is none
     */
    public static Path folder() {
        for (String named :
                new String[] {System.getProperty("cloud.dicom.shared"), System.getenv("CLOUD_DICOM_SHARED")}) {
            if (named != null && !named.isEmpty()) {
                Path folder = Path.of(named, "data");
                if (!Files.isDirectory(folder)) {
                    throw new IllegalStateException("no shared data in " + named);
                }
                return folder;
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared").resolve("data");
            if (Files.exists(folder.resolve("codestreams").resolve("MANIFEST.tsv"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no shared data: set CLOUD_DICOM_SHARED");
    }
}
