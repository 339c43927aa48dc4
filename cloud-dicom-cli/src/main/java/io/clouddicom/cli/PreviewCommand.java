package io.clouddicom.cli;

import io.clouddicom.ArchiveScope;
import io.clouddicom.CloudDicomException;
import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.NotFoundException;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.pixel.RenderingOptions;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    private static final int PARALLELISM = 8;
    private static final Future<Optional<Picture>> DONE = CompletableFuture.completedFuture(Optional.empty());

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
        ExecutorService readers = Executors.newFixedThreadPool(PARALLELISM);
        try (Progress progress = new Progress(err(), "preview", instances.size())) {
            List<Future<Optional<Picture>>> running = new ArrayList<>();
            for (int i = 0; i < instances.size(); i++) {
                while (running.size() < Math.min(instances.size(), i + 2 * PARALLELISM)) {
                    Instance next = instances.get(running.size());
                    running.add(readers.submit(() -> picture(next)));
                }
                try {
                    Optional<Picture> picture = result(running.set(i, DONE));
                    if (picture.isPresent() && !(sheet && tiles.size() == MOST_TILES)) {
                        byte[] png = picture.get().png();
                        read += picture.get().storedBytes();
                        pictures++;
                        if (sheet) {
                            tiles.add(ImageIO.read(new ByteArrayInputStream(png)));
                        } else {
                            String name =
                                    GetCommand.fileName(instances.get(i).id().instance());
                            Files.write(out.resolve(name + ".png"), png);
                        }
                    }
                } catch (CloudDicomException e) {
                    failures.put(instances.get(i).id().toString(), e);
                }
                progress.add(0);
            }
        } finally {
            readers.shutdownNow();
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

    /** A picture, and how many bytes of the frame were read for it. */
    @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next
    private record Picture(byte[] png, long storedBytes) {}

    /** The middle frame of an instance; empty if it has none. */
    private Optional<Picture> picture(Instance instance) throws IOException {
        int frames = instance.frameCount();
        if (frames == 0) {
            return Optional.empty();
        }
        Frame frame = instance.frame(frames / 2 + 1);
        PixelDescription small = PixelDescription.of(instance.metadata()).reduced(reduction);
        byte[] png = frame.render(RenderingOptions.PNG.within(small.columns(), small.rows()));
        return Optional.of(new Picture(png, frame.reduced(reduction).storedBytes()));
    }

    private static Optional<Picture> result(Future<Optional<Picture>> picture) throws IOException {
        try {
            return picture.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
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
