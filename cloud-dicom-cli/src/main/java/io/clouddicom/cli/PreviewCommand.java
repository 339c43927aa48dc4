package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.NotFoundException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes small pictures of a study. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a small picture of the middle frame of each instance, in files of a folder or on one sheet.",
            "Of instances stored as HTJ2K only the beginning of a frame is read."
        })
final class PreviewCommand extends ArchiveCommand {
    /** Sides of a picture on the sheet are this at most, so that a sheet of thousands fits the memory. */
    private static final int LARGEST_TILE = 256;

    private static final int MOST_TILES = 4096;

    @Parameters(
            index = "1",
            paramLabel = "STUDY[/SERIES[/INSTANCE]]",
            converter = ScopeConverter.class,
            description = "of what")
    private ArchiveScope scope;

    @Option(names = "--out", required = true, paramLabel = "DIR|SHEET.png", description = "where to")
    private Path out;

    @Option(
            names = "--reduce",
            defaultValue = "3",
            paramLabel = "K",
            description = "halve rows and columns K times (${DEFAULT-VALUE}: one eighth)")
    private int reduction;

    @Override
    void check() {
        if (reduction < 0 || reduction > 32) {
            throw usage("--reduce is 0 to 32");
        }
    }

    @Override
    int run(DicomArchive archive) throws IOException {
        List<Instance> instances = instances(archive, scope);
        boolean sheet = out.toString().toLowerCase(Locale.ROOT).endsWith(".png");
        List<BufferedImage> tiles = new ArrayList<>();
        Map<String, IOException> failures = new LinkedHashMap<>();
        int pictures = 0;
        long read = 0;
        if (!sheet) {
            Files.createDirectories(out);
        }
        try (Progress progress = new Progress(err(), "preview", instances.size())) {
            for (Instance instance : instances) {
                try {
                    int frames = instance.frameCount();
                    if (frames > 0 && !(sheet && tiles.size() == MOST_TILES)) {
                        Frame frame = instance.frame(frames / 2 + 1).reduced(reduction);
                        byte[] png = Pictures.png(instance, frame);
                        read += frame.storedBytes();
                        pictures++;
                        if (sheet) {
                            tiles.add(ImageIO.read(new ByteArrayInputStream(png)));
                        } else {
                            Files.write(
                                    out.resolve(
                                            GetCommand.fileName(instance.id().instance()) + ".png"),
                                    png);
                        }
                    }
                } catch (CloudDicomException e) {
                    failures.put(instance.id().toString(), e);
                }
                progress.add(0);
            }
        }
        if (pictures == 0 && failures.isEmpty()) {
            throw new NotFoundException("find", scope.toString(), "there is no instance with frames");
        }
        if (sheet && !tiles.isEmpty()) {
            ImageIO.write(sheet(tiles), "png", out.toFile());
        }
        out().println(out + ": " + pictures + " pictures from " + Sizes.bytes(read) + " of frames");
        nameFailures(failures);
        return failures.isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private static BufferedImage sheet(List<BufferedImage> tiles) {
        int side = 1;
        for (BufferedImage tile : tiles) {
            side = Math.max(side, Math.max(tile.getWidth(), tile.getHeight()));
        }
        side = Math.min(side, LARGEST_TILE);
        int across = (int) Math.ceil(Math.sqrt(tiles.size()));
        int down = (tiles.size() + across - 1) / across;
        BufferedImage sheet = new BufferedImage(across * side, down * side, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        for (int i = 0; i < tiles.size(); i++) {
            BufferedImage tile = tiles.get(i);
            double scale = Math.min(1, (double) side / Math.max(tile.getWidth(), tile.getHeight()));
            int width = Math.max(1, (int) (tile.getWidth() * scale));
            int height = Math.max(1, (int) (tile.getHeight() * scale));
            int x = i % across * side + (side - width) / 2;
            int y = i / across * side + (side - height) / 2;
            graphics.drawImage(tile, x, y, width, height, null);
        }
        graphics.dispose();
        return sheet;
    }
}
