package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clouddicom.ArchiveScope;
import io.clouddicom.DicomArchive;
import io.clouddicom.FrameId;
import io.clouddicom.InstanceId;
import io.clouddicom.SeriesId;
import io.clouddicom.SliceIrregularity;
import io.clouddicom.Volume;
import io.clouddicom.VolumeGeometry;
import io.clouddicom.VolumeOptions;
import io.clouddicom.VolumeOptions.Values;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a series of parallel slices as one volume. */
@Command(
        name = "volume",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the slices of a series, or the frames of one instance, as one volume:",
            "FILE.nii as NIfTI-1; FILE.raw as little endian numbers, columns running fastest, then rows, then slices,",
            "and beside it FILE.raw.json with dimensions, type, spacing and the affine from (column, row, slice) to",
            "millimetres in the patient (LPS). Slices are in the order in which they lie along their normal."
        })
final class VolumeCommand extends ArchiveCommand {

    @Parameters(
            index = "1",
            paramLabel = "STUDY/SERIES[/INSTANCE]",
            converter = ScopeConverter.class,
            description = "which slices")
    private ArchiveScope scope;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.nii|FILE.raw",
            description = "where to; replaced if it exists, once it is complete")
    private Path file;

    @Option(
            names = "--values",
            defaultValue = "rescaled",
            paramLabel = "rescaled|stored",
            description = "rescaled: such as Hounsfield units; stored: as the pixels hold them (${DEFAULT-VALUE})")
    private Values values;

    @Option(
            names = "--reduce",
            defaultValue = "0",
            paramLabel = "K",
            description = "halve rows and columns K times; of HTJ2K only the beginning of each frame is read")
    private int reduction;

    @Option(
            names = "--irregular",
            description = "go on where slices are missing, double, unevenly spaced or shifted, and name them")
    private boolean irregular;

    private boolean nifti;

    @Override
    void check() {
        if (!(scope instanceof SeriesId) && !(scope instanceof InstanceId)) {
            throw usage("which series? STUDY/SERIES[/INSTANCE]");
        }
        if (reduction < 0 || reduction > 32) {
            throw usage("--reduce is 0 to 32");
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        nifti = name.endsWith(".nii");
        if (!nifti && !name.endsWith(".raw")) {
            throw usage("--out ends in .nii or .raw");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        VolumeOptions options = VolumeOptions.DEFAULT.withValues(values);
        Volume volume = volume(archive, irregular ? options.withIrregularSlices() : options);
        volume = reduction == 0 ? volume : volume.reduced(reduction);
        for (SliceIrregularity irregularity : volume.irregularities()) {
            err().println("irregular: " + irregularity);
        }
        write(volume);
        VolumeGeometry geometry = volume.geometry();
        out().printf(
                        Locale.ROOT,
                        "%s: %d × %d × %d voxels of %.3f × %.3f × %.3f mm, %s%n",
                        file,
                        geometry.columns(),
                        geometry.rows(),
                        geometry.slices(),
                        geometry.columnSpacing(),
                        geometry.rowSpacing(),
                        geometry.sliceSpacing(),
                        volume.voxelType().name().toLowerCase(Locale.ROOT));
        return ExitCode.DONE;
    }

    private Volume volume(DicomArchive archive, VolumeOptions options) throws IOException {
        if (scope instanceof SeriesId series) {
            return archive.study(series.study()).series(series.series()).volume(options);
        }
        return instances(archive, scope).get(0).volume(options);
    }

    private void write(Volume volume) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        OutputStream opened;
        try {
            opened = Files.newOutputStream(part);
        } catch (IOException e) {
            throw cannotWrite(part, e);
        }
        try {
            try (OutputStream out = new BufferedOutputStream(opened)) {
                if (nifti) {
                    volume.writeNifti(out);
                } else {
                    volume.writeVoxels(out);
                }
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        if (!nifti) {
            Path description = file.resolveSibling(file.getFileName() + ".json");
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(description, StandardCharsets.UTF_8))) {
                Json.print(out, json -> describe(volume, json));
            }
        }
    }

    private void describe(Volume volume, JsonGenerator json) throws IOException {
        VolumeGeometry geometry = volume.geometry();
        json.writeStartObject();
        json.writeFieldName("dimensions");
        json.writeArray(new int[] {geometry.columns(), geometry.rows(), geometry.slices()}, 0, 3);
        json.writeStringField("type", volume.voxelType().name().toLowerCase(Locale.ROOT));
        json.writeStringField("byteOrder", "little-endian");
        json.writeStringField("values", values.name().toLowerCase(Locale.ROOT));
        json.writeNumberField("reduction", volume.reduction());
        json.writeFieldName("spacingMillimetres");
        json.writeArray(new double[] {geometry.columnSpacing(), geometry.rowSpacing(), geometry.sliceSpacing()}, 0, 3);
        json.writeStringField("space", "LPS");
        json.writeArrayFieldStart("affine");
        double[] affine = geometry.affine();
        for (int row = 0; row < 4; row++) {
            json.writeArray(affine, 4 * row, 4);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("slices");
        for (FrameId slice : volume.slices()) {
            json.writeStartObject();
            json.writeStringField("instance", slice.instance().instance().value());
            json.writeNumberField("frame", slice.number());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("irregularities");
        for (SliceIrregularity irregularity : volume.irregularities()) {
            json.writeString(irregularity.toString());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
