package io.clouddicom.codec.imageio;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodeOptions;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one image from an {@link ImageInputStream}, from its position to its end; the stream stays open.
 *
 * <p>Tiled images are decoded tile row by tile row, with progress and a look at {@link #abort()} after each; others in one
 * go. Thumbnails are the image halved again and again, as far as its resolution levels go.
 */
final class J2kImageReader extends ImageReader {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private @Nullable CodedImage image;

    J2kImageReader(ImageReaderSpi provider) {
        super(provider);
    }

    @Override
    public void setInput(@Nullable Object source, boolean forwardOnly, boolean withoutMetadata) {
        super.setInput(source, forwardOnly, withoutMetadata);
        image = null;
    }

    @Override
    public void reset() {
        super.reset();
        image = null;
    }

    @Override
    public void dispose() {
        image = null;
    }

    @Override
    public int getNumImages(boolean search) throws IOException {
        return 1;
    }

    @Override
    public int getWidth(int imageIndex) throws IOException {
        return image(imageIndex, null).width(0);
    }

    @Override
    public int getHeight(int imageIndex) throws IOException {
        return image(imageIndex, null).height(0);
    }

    @Override
    public boolean isRandomAccessEasy(int imageIndex) throws IOException {
        return image(imageIndex, null).isDivisible();
    }

    @Override
    public ImageReadParam getDefaultReadParam() {
        return new J2kImageReadParam();
    }

    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int imageIndex) throws IOException {
        return image(imageIndex, null).rendition().types().iterator();
    }

    /** The components' own type where the image shows them as they are, else null. */
    @Override
    public @Nullable ImageTypeSpecifier getRawImageType(int imageIndex) throws IOException {
        Rendition rendition = image(imageIndex, null).rendition();
        return rendition.isPlain() ? rendition.types().get(0) : null;
    }

    @Override
    public @Nullable IIOMetadata getStreamMetadata() {
        return null;
    }

    @Override
    public IIOMetadata getImageMetadata(int imageIndex) throws IOException {
        return J2kImageMetadata.of(image(imageIndex, null));
    }

    @Override
    public BufferedImage read(int imageIndex, @Nullable ImageReadParam param) throws IOException {
        clearAbortRequest();
        CodedImage coded = image(imageIndex, param);
        processImageStarted(imageIndex);
        BufferedImage destination =
                read(coded, coded.rendition(), param, options(param).reduction(), this::imageProgress);
        if (abortRequested()) {
            processReadAborted();
        } else {
            processImageComplete();
        }
        return destination;
    }

    private void imageProgress(float percent) {
        processImageProgress(percent);
    }

    @Override
    public boolean canReadRaster() {
        return true;
    }

    /** The components as the codestream has them, without palette and colours; sub-sampled ones are spread. */
    @Override
    public Raster readRaster(int imageIndex, @Nullable ImageReadParam param) throws IOException {
        clearAbortRequest();
        CodedImage coded = image(imageIndex, param);
        if (param != null && (param.getDestination() != null || param.getDestinationType() != null)) {
            throw new IllegalArgumentException("a raster is read into a new raster");
        }
        Rendition components = Rendition.ofComponents(coded.info());
        processImageStarted(imageIndex);
        BufferedImage destination =
                read(coded, components, param, options(param).reduction(), this::imageProgress);
        if (abortRequested()) {
            processReadAborted();
        } else {
            processImageComplete();
        }
        return destination.getRaster();
    }

    @Override
    public boolean isImageTiled(int imageIndex) throws IOException {
        CodedImage coded = image(imageIndex, null);
        return coded.isDivisible()
                && (coded.info().tilesAcross() > 1 || coded.info().tilesDown() > 1);
    }

    @Override
    public int getTileWidth(int imageIndex) throws IOException {
        return isTiledAcross(imageIndex) ? image(imageIndex, null).tileWidth() : getWidth(imageIndex);
    }

    @Override
    public int getTileHeight(int imageIndex) throws IOException {
        return isTiledDown(imageIndex) ? image(imageIndex, null).tileHeight() : getHeight(imageIndex);
    }

    @Override
    public int getTileGridXOffset(int imageIndex) throws IOException {
        return isTiledAcross(imageIndex) ? image(imageIndex, null).tileLeft() : 0;
    }

    @Override
    public int getTileGridYOffset(int imageIndex) throws IOException {
        return isTiledDown(imageIndex) ? image(imageIndex, null).tileTop() : 0;
    }

    private boolean isTiledAcross(int imageIndex) throws IOException {
        CodedImage coded = image(imageIndex, null);
        return coded.isDivisible() && coded.info().tilesAcross() > 1;
    }

    private boolean isTiledDown(int imageIndex) throws IOException {
        CodedImage coded = image(imageIndex, null);
        return coded.isDivisible() && coded.info().tilesDown() > 1;
    }

    @Override
    public BufferedImage readTile(int imageIndex, int tileX, int tileY) throws IOException {
        return read(imageIndex, tileParam(imageIndex, tileX, tileY));
    }

    @Override
    public Raster readTileRaster(int imageIndex, int tileX, int tileY) throws IOException {
        return readRaster(imageIndex, tileParam(imageIndex, tileX, tileY));
    }

    private ImageReadParam tileParam(int imageIndex, int tileX, int tileY) throws IOException {
        CodedImage coded = image(imageIndex, null);
        int across = isTiledAcross(imageIndex) ? coded.info().tilesAcross() : 1;
        int down = isTiledDown(imageIndex) ? coded.info().tilesDown() : 1;
        if (tileX < 0 || tileX >= across || tileY < 0 || tileY >= down) {
            throw new IllegalArgumentException("tile " + tileX + "," + tileY + " of " + across + " by " + down);
        }
        long left = getTileGridXOffset(imageIndex) + (long) tileX * getTileWidth(imageIndex);
        long top = getTileGridYOffset(imageIndex) + (long) tileY * getTileHeight(imageIndex);
        int x0 = (int) Math.max(0, left);
        int y0 = (int) Math.max(0, top);
        int x1 = (int) Math.min(coded.width(0), left + getTileWidth(imageIndex));
        int y1 = (int) Math.min(coded.height(0), top + getTileHeight(imageIndex));
        ImageReadParam param = getDefaultReadParam();
        param.setSourceRegion(new Rectangle(x0, y0, x1 - x0, y1 - y0));
        return param;
    }

    @Override
    public boolean readerSupportsThumbnails() {
        return true;
    }

    /** One per halving that leaves more than a single pixel, as far as all tiles have levels. */
    @Override
    public int getNumThumbnails(int imageIndex) throws IOException {
        CodedImage coded = image(imageIndex, null);
        int count = 0;
        while (count < coded.info().levels() && coded.width(count) + coded.height(count) > 2) {
            count++;
        }
        return count;
    }

    @Override
    public boolean hasThumbnails(int imageIndex) throws IOException {
        return getNumThumbnails(imageIndex) > 0;
    }

    @Override
    public int getThumbnailWidth(int imageIndex, int thumbnailIndex) throws IOException {
        return image(imageIndex, null).width(checkThumbnail(imageIndex, thumbnailIndex) + 1);
    }

    @Override
    public int getThumbnailHeight(int imageIndex, int thumbnailIndex) throws IOException {
        return image(imageIndex, null).height(checkThumbnail(imageIndex, thumbnailIndex) + 1);
    }

    private int checkThumbnail(int imageIndex, int thumbnailIndex) throws IOException {
        int count = getNumThumbnails(imageIndex);
        if (thumbnailIndex < 0 || thumbnailIndex >= count) {
            throw new IndexOutOfBoundsException("thumbnail " + thumbnailIndex + " of " + count);
        }
        return thumbnailIndex;
    }

    /** The image halved once more than the index says. */
    @Override
    public BufferedImage readThumbnail(int imageIndex, int thumbnailIndex) throws IOException {
        clearAbortRequest();
        CodedImage coded = image(imageIndex, null);
        int reduction = checkThumbnail(imageIndex, thumbnailIndex) + 1;
        processThumbnailStarted(imageIndex, thumbnailIndex);
        BufferedImage thumbnail = read(coded, coded.rendition(), null, reduction, this::processThumbnailProgress);
        if (abortRequested()) {
            processReadAborted();
        } else {
            processThumbnailComplete();
        }
        return thumbnail;
    }

    private static DecodeOptions options(@Nullable ImageReadParam param) {
        return param instanceof J2kImageReadParam own ? own.decodeOptions() : DecodeOptions.defaults();
    }

    /** The input, read at first use and kept. */
    private CodedImage image(int imageIndex, @Nullable ImageReadParam param) throws IOException {
        if (imageIndex != 0) {
            throw new IndexOutOfBoundsException("image " + imageIndex + " of 1");
        }
        if (image == null) {
            if (!(input instanceof ImageInputStream stream)) {
                throw new IllegalStateException("no input is set");
            }
            byte[] data = readAll(stream);
            try {
                image = new CodedImage(data, options(param));
            } catch (CodestreamException e) {
                throw refused(e);
            }
        }
        return image;
    }

    private static IIOException refused(CodestreamException e) {
        return new IIOException(e.getMessage(), e);
    }

    /** From the stream's position to its end. A length that the stream tells is where reading begins, not believed. */
    private static byte[] readAll(ImageInputStream stream) throws IOException {
        long left = stream.length() - stream.getStreamPosition();
        byte[] all = new byte[(int) Math.max(65536, Math.min(left + 1, 1 << 26))];
        int length = 0;
        for (int read; (read = stream.read(all, length, all.length - length)) >= 0; ) {
            length += read;
            if (length == all.length) {
                if (length >= MOST_BYTES) {
                    throw new IIOException("an input of more than " + MOST_BYTES + " bytes");
                }
                all = Arrays.copyOf(all, (int) Math.min(2L * length, MOST_BYTES));
            }
        }
        return length == all.length ? all : Arrays.copyOf(all, length);
    }

    /** Takes how much of an image is done. */
    private interface Progress {
        void at(float percent);
    }

    private BufferedImage read(
            CodedImage coded, Rendition rendition, @Nullable ImageReadParam param, int reduction, Progress progress)
            throws IOException {
        DecodeOptions options = options(param).toBuilder().reduction(reduction).build();
        int width = coded.width(reduction);
        int height = coded.height(reduction);
        if (width == 0 || height == 0) {
            throw new IIOException("nothing is left of the image after " + reduction + " halvings");
        }
        if ((long) width * height * rendition.bands().size() > Integer.MAX_VALUE) {
            throw new IIOException("an image of " + width + " by " + height + " pixels does not fit one array");
        }
        BufferedImage destination = getDestination(param, rendition.types().iterator(), width, height);
        checkReadParamBandSettings(
                param, rendition.bands().size(), destination.getSampleModel().getNumBands());
        Rectangle source = new Rectangle();
        Rectangle target = new Rectangle();
        computeRegions(param, width, height, destination, source, target);
        WritableRaster raster = destination.getRaster();
        if (param != null && param.getDestinationBands() != null) {
            raster = raster.createWritableChild(
                    0, 0, raster.getWidth(), raster.getHeight(), 0, 0, param.getDestinationBands());
        }
        PixelTransfer transfer = new PixelTransfer(
                coded,
                rendition,
                options,
                source,
                param == null ? 1 : param.getSourceXSubsampling(),
                param == null ? 1 : param.getSourceYSubsampling(),
                raster,
                target.getLocation(),
                param == null ? null : param.getSourceBands());
        progress.at(0);
        try {
            transfer(transfer, reduction, progress);
        } catch (CodestreamException e) {
            throw refused(e);
        }
        return destination;
    }

    private void transfer(PixelTransfer transfer, int reduction, Progress progress) throws CodestreamException {
        Rectangle source = transfer.source();
        int strip = stripHeight(transfer.coded(), reduction);
        int end = source.y + source.height;
        for (int y = source.y; y < end && !abortRequested(); ) {
            long edge = strip == Integer.MAX_VALUE
                    ? end
                    : ((long) Math.floorDiv(y - stripOffset(transfer.coded(), reduction), strip) + 1) * strip
                            + stripOffset(transfer.coded(), reduction);
            int next = (int) Math.min(end, Math.max(edge, y + 1L));
            transfer.rows(y, next);
            y = next;
            progress.at(100f * (y - source.y) / source.height);
        }
    }

    /** Rows that are decoded at once: those of a row of tiles. */
    private static int stripHeight(CodedImage coded, int reduction) {
        return coded.isDivisible() && coded.info().tilesDown() > 1 && coded.tileHeight() >> reduction > 0
                ? coded.tileHeight() >> reduction
                : Integer.MAX_VALUE;
    }

    private static int stripOffset(CodedImage coded, int reduction) {
        return coded.tileTop() >> reduction;
    }
}
