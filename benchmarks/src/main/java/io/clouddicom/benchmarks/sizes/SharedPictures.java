package io.clouddicom.benchmarks.sizes;

import io.clouddicom.benchmarks.peers.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of the shared folder: every image that any of its DICOM files holds, once, and radiographs and slices of its
 * codestreams. Files are those of the manifests, with the digests that these tell, and so are the decoded samples.
 */
final class SharedPictures {
    private static final String SERIES = "series-";

    /** Codestreams that are medical images and none of the DICOM files has. */
    private static final Map<String, String> CODESTREAMS = Map.of(
            "part1/Cannotreaddatawithnosizeknown.j2k", "CR",
            "part1/EE60E32E_dat.j2k", "CR",
            "part1/pacs.ge.j2k", "CT");

    private final Path data;
    private final DicomPictures dicom;
    private final Path raw;
    private final int mostOfSeries;

    /**
     * The pictures of a folder.
     *
     * @param data the folder with the folders {@code dicom} and {@code codestreams}
     * @param raw a file that frames may be written to
     * @param mostOfSeries how many images of a series are taken
     */
    SharedPictures(Path data, Path raw, int mostOfSeries) {
        this.data = data;
        this.dicom = new DicomPictures(raw);
        this.raw = raw;
        this.mostOfSeries = mostOfSeries;
    }

    /** All pictures; those of a series are one. */
    List<Picture> read() throws IOException {
        Map<String, List<Map<String, String>>> byPixels = new LinkedHashMap<>();
        Map<String, Integer> ofSeries = new LinkedHashMap<>();
        for (Map<String, String> row : manifest("dicom")) {
            String folder =
                    row.get("path").substring(0, Math.max(0, row.get("path").indexOf('/')));
            boolean taken = row.get("compare").equals("exact")
                    && !row.get("pixels_md5").isEmpty()
                    && !row.get("transfer_syntax_uid").isEmpty()
                    && !folder.equals("broken");
            if (taken && (!folder.startsWith(SERIES) || ofSeries.merge(folder, 1, Integer::sum) <= mostOfSeries)) {
                byPixels.computeIfAbsent(row.get("pixels_md5"), digest -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (List<Map<String, String>> same : byPixels.values()) {
            one(same).ifPresent(picture -> pictures.merge(picture.name(), picture, SharedPictures::joined));
        }
        for (Map<String, String> row : manifest("codestreams")) {
            String modality = CODESTREAMS.get(row.get("path"));
            if (modality != null) {
                Picture picture = codestream(row, modality);
                pictures.put(picture.name(), picture);
            }
        }
        return List.copyOf(pictures.values());
    }

    /** The image that some files share. */
    private Optional<Picture> one(List<Map<String, String>> same) throws IOException {
        String modality = same.stream()
                .map(row -> row.get("modality"))
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElse("none");
        String path = same.stream()
                .map(row -> row.get("path"))
                .min(Comparator.comparing(given -> given.length() - given.lastIndexOf('/')))
                .orElseThrow();
        String folder = path.substring(0, path.indexOf('/'));
        String name = folder.startsWith(SERIES)
                ? folder
                : path.substring(path.lastIndexOf('/') + 1)
                        .replaceAll("(\\.dcm)?(_\\w+TransferSyntax_.*)?(\\.dcm)?$", "");
        Optional<Picture> first = Optional.empty();
        Map<String, Picture.Found> found = new LinkedHashMap<>();
        for (Map<String, String> row : same) {
            Optional<DicomPictures.Read> read = dicom.read(name, modality, file("dicom", row));
            if (read.isPresent()) {
                if (!read.get().digest().equals(row.get("pixels_md5"))) {
                    throw new IOException("decoded to other samples than the manifest tells: " + row.get("path"));
                }
                first = first.isPresent() ? first : Optional.of(read.get().picture());
                Picture.Found one = read.get().picture().found().get(0);
                found.merge(one.coding(), one, (a, b) -> a.bits() <= b.bits() ? a : b);
            }
        }
        return first.map(picture -> new Picture(
                name, modality, picture.colour(), picture.nativeBits(), picture.frames(), List.copyOf(found.values())));
    }

    private Picture codestream(Map<String, String> row, String modality) throws IOException {
        file("codestreams", row);
        Path path = data.resolve("codestreams").resolve(row.get("path"));
        String name = path.getFileName().toString().replace(".j2k", "");
        Frame frame = Frame.of(name, path, 0, raw);
        double bits = 8.0 * Files.size(path) / ((double) frame.width() * frame.height());
        return new Picture(name, modality, false, 16, List.of(frame), List.of(new Picture.Found("JPEG 2000", bits)));
    }

    /** Images of one series are frames of one picture. */
    private static Picture joined(Picture some, Picture more) {
        List<Frame> frames = new ArrayList<>(some.frames());
        frames.addAll(more.frames());
        double all = frames.size();
        List<Picture.Found> found = new ArrayList<>();
        for (int index = 0; index < Math.min(some.found().size(), more.found().size()); index++) {
            Picture.Found one = some.found().get(index);
            double bits = (one.bits() * some.frames().size()
                            + more.found().get(index).bits() * more.frames().size())
                    / all;
            found.add(new Picture.Found(one.coding(), bits));
        }
        return new Picture(some.name(), some.modality(), some.colour(), some.nativeBits(), frames, found);
    }

    private byte[] file(String folder, Map<String, String> row) throws IOException {
        byte[] file = Files.readAllBytes(data.resolve(folder).resolve(row.get("path")));
        if (!HexFormat.of().formatHex(DicomPictures.md5().digest(file)).equals(row.get("file_md5"))) {
            throw new IOException("not the file of the manifest: " + row.get("path"));
        }
        return file;
    }

    private List<Map<String, String>> manifest(String folder) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve(folder).resolve("MANIFEST.tsv"));
        String[] names = lines.get(0).split("\t", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split("\t", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int column = 0; column < names.length; column++) {
                row.put(names[column], column < values.length ? values[column] : "");
            }
            rows.add(row);
        }
        return rows;
    }
}
