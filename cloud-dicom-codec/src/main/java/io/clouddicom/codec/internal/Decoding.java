package io.clouddicom.codec.internal;

import io.clouddicom.codec.CodestreamException;
import io.clouddicom.codec.DecodeOptions;
import io.clouddicom.codec.DecodedImage;
import io.clouddicom.codec.J2kInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What stands between the public decoder and the parts that do its work: options, dimensions, the caller's arrays. */
public final class Decoding {
    private final ImageDecoder imageDecoder = new ImageDecoder();
    private final InputBytes input = new InputBytes();

    /** Makes the sink once the dimensions are known; all in samples. */
    public interface SinkFactory {
        /** A sink that puts component c, row y, column x at {@code starts[c] + y * rowSteps[c] + x * step}. */
        SampleSink make(int[] starts, int[] rowSteps, int step);
    }

    private static Limits limits(DecodeOptions options) {
        return new Limits(options.mostPixels(), options.mostComponents(), options.mostMemoryBytes());
    }

    /** See {@link io.clouddicom.codec.J2kDecoder#info}. */
    public J2kInfo info(ByteBuffer buffer, DecodeOptions options) throws CodestreamException {
        input.take(buffer);
        Codestream codestream = CodestreamReader.read(input.data, input.from, input.to, limits(options));
        ImageSize size = codestream.size();
        CodingParameters parameters = codestream.parameters();
        List<J2kInfo.Component> components = new ArrayList<>();
        int levels = 32;
        boolean reversible = true;
        boolean highThroughput = false;
        ImageDecoder.Wanted all = new ImageDecoder.Wanted(0, size.x0(), size.y0(), size.x1(), size.y1());
        for (int index = 0; index < size.components().length; index++) {
            ImageSize.Component component = size.components()[index];
            TileOutput.Window window = all.window(component);
            components.add(new J2kInfo.Component(
                    window.width(),
                    window.height(),
                    component.precision(),
                    component.signed(),
                    component.dx(),
                    component.dy()));
            CodingStyle style = parameters.style(index);
            levels = Math.min(levels, style.levels());
            reversible &= style.reversible();
            highThroughput |= style.highThroughput();
        }
        PacketStyle packets = parameters.packetStyle();
        return new J2kInfo(
                size.width(),
                size.height(),
                components,
                size.tilesAcross(),
                size.tilesDown(),
                levels,
                packets.layers(),
                packets.progression(),
                highThroughput,
                reversible,
                packets.componentTransform(),
                codestream.tilePartLengths(),
                codestream.packetLengths());
    }

    /** See {@link io.clouddicom.codec.J2kDecoder#prefixLengths}. */
    public long[] prefixLengths(ByteBuffer buffer, DecodeOptions options) throws CodestreamException {
        input.take(buffer);
        Codestream codestream = CodestreamReader.read(input.data, input.from, input.to, limits(options));
        int[] ends = imageDecoder.prefixEnds(codestream, limits(options));
        long[] lengths = new long[ends.length];
        for (int index = 0; index < ends.length; index++) {
            lengths[index] = Math.max(ends[index], codestream.headerEnd()) - input.from;
        }
        return lengths;
    }

    /** See {@link io.clouddicom.codec.J2kDecoder#shape}. */
    public DecodedImage shape(ByteBuffer buffer, DecodeOptions options) throws CodestreamException {
        input.take(buffer);
        Codestream codestream = CodestreamReader.readMainHeader(input.data, input.from, input.to, limits(options));
        return new DecodedImage(planes(codestream.size(), wanted(codestream, options)), true);
    }

    private static ImageDecoder.Wanted wanted(Codestream codestream, DecodeOptions options) throws CodestreamException {
        ImageSize size = codestream.size();
        if (options.region().isEmpty()) {
            return new ImageDecoder.Wanted(options.reduction(), size.x0(), size.y0(), size.x1(), size.y1());
        }
        DecodeOptions.Region region = options.region().get();
        if ((long) region.x() + region.width() > size.width() || (long) region.y() + region.height() > size.height()) {
            throw new IllegalArgumentException(
                    region + " is not within " + size.width() + " by " + size.height() + " pixels");
        }
        int x0 = size.x0() + region.x();
        int y0 = size.y0() + region.y();
        return new ImageDecoder.Wanted(options.reduction(), x0, y0, x0 + region.width(), y0 + region.height());
    }

    private static List<DecodedImage.Plane> planes(ImageSize size, ImageDecoder.Wanted wanted) {
        List<DecodedImage.Plane> planes = new ArrayList<>();
        for (ImageSize.Component component : size.components()) {
            TileOutput.Window window = wanted.window(component);
            planes.add(
                    new DecodedImage.Plane(window.width(), window.height(), component.precision(), component.signed()));
        }
        return planes;
    }

    /**
     * Decodes.
     *
     * @param sampleBits bits that an element of the caller's array takes
     * @param room samples that the caller's array takes
     */
    public DecodedImage decode(
            ByteBuffer buffer, DecodeOptions options, boolean planar, int sampleBits, long room, SinkFactory factory)
            throws CodestreamException {
        input.take(buffer);
        Limits limits = limits(options);
        Codestream codestream = CodestreamReader.read(input.data, input.from, input.to, limits);
        ImageSize size = codestream.size();
        ImageDecoder.Wanted wanted = wanted(codestream, options);
        List<DecodedImage.Plane> planes = planes(size, wanted);
        int[] starts = new int[planes.size()];
        int[] rowSteps = new int[planes.size()];
        long samples = 0;
        for (int index = 0; index < starts.length; index++) {
            DecodedImage.Plane plane = planes.get(index);
            if (plane.precision() > sampleBits) {
                throw new IllegalArgumentException(
                        "samples of " + plane.precision() + " bits do not fit " + sampleBits + " bits");
            }
            if (!planar
                    && (plane.width() != planes.get(0).width()
                            || plane.height() != planes.get(0).height())) {
                throw new IllegalArgumentException("components of different dimensions cannot be interleaved");
            }
            starts[index] = planar ? (int) Math.min(samples, Integer.MAX_VALUE) : index;
            rowSteps[index] = planar ? plane.width() : plane.width() * starts.length;
            samples += plane.samples();
        }
        if (samples > room) {
            throw new IllegalArgumentException(samples + " samples do not fit an array for " + room);
        }
        SampleSink sink = factory.make(starts, rowSteps, planar ? 1 : starts.length);
        boolean complete = imageDecoder.decode(
                codestream,
                wanted,
                limits,
                options.toleratesTruncation(),
                options.executor().orElse(null),
                sink);
        return new DecodedImage(planes, complete);
    }
}
