package io.clouddicom;

import io.clouddicom.internal.archive.FrameReadAhead;
import io.clouddicom.internal.archive.StoredInstance;
import io.clouddicom.internal.volume.FramePlane;
import io.clouddicom.internal.volume.NiftiHeader;
import io.clouddicom.internal.volume.SliceStack;
import io.clouddicom.pixel.ModalityTransform;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.pixel.PixelDescription.SampleType;
import io.clouddicom.pixel.PixelValues;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Parallel slices as one volume: frames of single-frame instances or of multi-frame ones, in the order in which they lie
 * along their normal. Making one reads no pixels.
 *
 * <p>Slices ascend along the normal of their planes, that is rows × columns (PS3.3 C.7.6.2.1.1); the first number of an array
 * is that of the first column of the first row of the first slice, columns run fastest.
 *
 * <p>Immutable, safe for use by any number of threads as long as the archive is open.
 */
public final class Volume {
    private static final int MOST_REDUCTION = 32;

    private final String name;
    private final SliceStack stack;
    private final VolumeOptions options;
    private final int reduction;
    private final VolumeGeometry geometry;
    private final VoxelType voxelType;

    /** What numbers hold every voxel of a volume without loss, as far as its metadata tells. */
    public enum VoxelType {
        /** Whole numbers of 16 bits with a sign. */
        INT16(Short.BYTES),
        /** Whole numbers of 32 bits with a sign. */
        INT32(Integer.BYTES),
        /** IEEE 754 binary32. */
        FLOAT32(Float.BYTES);

        private final int bytes;

        VoxelType(int bytes) {
            this.bytes = bytes;
        }

        /** How many bytes one takes. */
        public int bytes() {
            return bytes;
        }
    }

    /** Takes the slices of a volume, in order. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one.
         *
         * @param slice the slice
         * @throws IOException ends the reading
         */
        void take(VolumeSlice slice) throws IOException;
    }

    private Volume(
            String name,
            SliceStack stack,
            VolumeOptions options,
            int reduction,
            VolumeGeometry geometry,
            VoxelType voxelType) {
        this.name = name;
        this.stack = stack;
        this.options = options;
        this.reduction = reduction;
        this.geometry = geometry;
        this.voxelType = voxelType;
    }

    /**
     * A volume of frames that the caller chose, such as those of one time point. That the frames may be reduced does not
     * matter: see {@link #reduced}.
     *
     * @param frames the frames, in any order
     * @param options how they become a volume
     * @return the volume
     * @throws NotAVolumeException the frames do not make up one
     * @throws IOException another {@link CloudDicomException}
     */
    public static Volume of(List<Frame> frames, VolumeOptions options) throws IOException {
        return of("frames", frames, options);
    }

    static Volume of(String name, List<Frame> frames, VolumeOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        Map<StoredInstance, List<Integer>> byInstance = new LinkedHashMap<>();
        for (Frame frame : frames) {
            byInstance
                    .computeIfAbsent(frame.instance(), instance -> new ArrayList<>())
                    .add(frame.frameIndex());
        }
        List<FramePlane> planes = new ArrayList<>(frames.size());
        for (Map.Entry<StoredInstance, List<Integer>> entry : byInstance.entrySet()) {
            planes.addAll(FramePlane.of(entry.getKey(), entry.getValue()));
        }
        SliceStack stack = SliceStack.of(name, planes, options);
        return new Volume(name, stack, options, 0, stack.geometry(), voxelType(stack, options));
    }

    private static VoxelType voxelType(SliceStack stack, VolumeOptions options) {
        double least = 0;
        double most = 0;
        for (FramePlane plane : stack.planes()) {
            PixelDescription pixels = plane.pixels();
            ModalityTransform transform = transform(plane, options);
            if (pixels.sampleType() != SampleType.INTEGER || !transform.isWhole()) {
                return VoxelType.FLOAT32;
            }
            int bits = pixels.bitsAllocated() == 1 ? 1 : pixels.bitsStored();
            double storedLeast = pixels.signed() ? -Math.scalb(1.0, bits - 1) : 0;
            double storedMost = Math.scalb(1.0, pixels.signed() ? bits - 1 : bits) - 1;
            least = Math.min(least, transform.least(storedLeast, storedMost));
            most = Math.max(most, transform.most(storedLeast, storedMost));
        }
        if (least >= Short.MIN_VALUE && most <= Short.MAX_VALUE) {
            return VoxelType.INT16;
        }
        return least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE ? VoxelType.INT32 : VoxelType.FLOAT32;
    }

    private static ModalityTransform transform(FramePlane plane, VolumeOptions options) {
        return options.values() == VolumeOptions.Values.RESCALED ? plane.transform() : ModalityTransform.identity();
    }

    /** Where its voxels are; of a reduced volume those of the reduced slices. */
    public VolumeGeometry geometry() {
        return geometry;
    }

    /** The frames that are its slices, in order. */
    public List<FrameId> slices() {
        return stack.planes().stream().map(FramePlane::id).toList();
    }

    /** Where slices do not follow each other as they should; empty unless the options accept that. */
    public List<SliceIrregularity> irregularities() {
        return stack.irregularities();
    }

    /** How many times rows and columns are halved; 0 for whole slices. */
    public int reduction() {
        return reduction;
    }

    /** The smallest numbers that surely hold every voxel. */
    public VoxelType voxelType() {
        return voxelType;
    }

    /**
     * The same volume with the rows and columns of each slice halved some times, each time rounded up; the number of slices
     * stays. Of frames with resolutions no more is read than that takes.
     *
     * <p>The geometry tells where the reduced pixels are: those of JPEG 2000 and HTJ2K lie where the pixels do that they
     * replace (every second, fourth … from the first), as a wavelet's low-pass filter is symmetric; a mean of 2 × 2, 4 × 4
     * … pixels, as of other frames, lies in their middle.
     *
     * @param times how many times, 0 to 32, from the whole slices
     * @return the volume
     * @throws IllegalArgumentException the number is out of range
     * @throws UnsupportedFeatureException slices of different transfer syntaxes would be reduced to pixels at different
     *     places
     * @throws IOException another {@link CloudDicomException}
     */
    public Volume reduced(int times) throws IOException {
        if (times < 0 || times > MOST_REDUCTION) {
            throw new IllegalArgumentException("a reduction is 0 to " + MOST_REDUCTION + ", not " + times);
        }
        Map<List<Object>, FramePlane> kinds = new LinkedHashMap<>();
        for (FramePlane plane : stack.planes()) {
            kinds.putIfAbsent(
                    List.of(
                            plane.instance().footer().layout().transferSyntax(),
                            plane.instance().footer().resolutions().reductions(),
                            plane.pixels().bitsAllocated()),
                    plane);
        }
        double offset = 0;
        FramePlane first = stack.planes().get(0);
        for (FramePlane plane : kinds.values()) {
            double other = times == 0 ? 0 : plane.instance().reducedOffset(plane.frameIndex(), times);
            if (plane == first) {
                offset = other;
            } else if (offset != other) {
                throw new UnsupportedFeatureException(
                        "reduce",
                        plane.id().toString(),
                        "its pixels would lie between those of other slices, which are encoded in another way");
            }
        }
        return new Volume(name, stack, options, times, stack.geometry().reduced(times, offset), voxelType);
    }

    /**
     * Reads the volume slice by slice, in order. Some are read and decoded ahead, several at a time; how many is bounded by
     * what they take in memory.
     *
     * @param sink takes the slices, in the caller's thread
     * @throws CorruptDataException a frame is damaged
     * @throws UnsupportedFeatureException a frame cannot be decoded
     * @throws IOException another {@link CloudDicomException}, or the sink's own error
     */
    public void read(Sink sink) throws IOException {
        List<FrameReadAhead.Wanted> wanted = stack.planes().stream()
                .map(plane -> new FrameReadAhead.Wanted(plane.instance(), plane.frameIndex()))
                .toList();
        FrameReadAhead.decode(wanted, reduction, (index, decoded) -> {
            FramePlane plane = stack.planes().get(index);
            PixelValues values = new PixelValues(plane.pixels().reduced(reduction), transform(plane, options), decoded);
            sink.take(new VolumeSlice(index, plane.id(), values));
        });
    }

    private int arrayLength() throws UnsupportedFeatureException {
        if (geometry.voxels() > options.mostVoxels()) {
            throw new UnsupportedFeatureException(
                    "read volume",
                    name,
                    geometry.voxels() + " voxels are more than an array shall have; it can be read slice by slice");
        }
        return (int) geometry.voxels();
    }

    private int sliceLength() {
        return geometry.columns() * geometry.rows();
    }

    /**
     * All voxels as whole numbers of 16 bits.
     *
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws UnsupportedFeatureException there are more than {@link VolumeOptions#mostVoxels}, or see {@link #read}
     * @throws IOException another {@link CloudDicomException}
     */
    public short[] shorts() throws IOException {
        short[] voxels = new short[arrayLength()];
        read(slice -> slice.values().shorts(voxels, slice.index() * sliceLength()));
        return voxels;
    }

    /**
     * All voxels as whole numbers of 32 bits.
     *
     * @throws InvalidRequestException a value is not whole, or does not fit
     * @throws UnsupportedFeatureException there are more than {@link VolumeOptions#mostVoxels}, or see {@link #read}
     * @throws IOException another {@link CloudDicomException}
     */
    public int[] ints() throws IOException {
        int[] voxels = new int[arrayLength()];
        read(slice -> slice.values().ints(voxels, slice.index() * sliceLength()));
        return voxels;
    }

    /**
     * All voxels as floating point.
     *
     * @throws UnsupportedFeatureException there are more than {@link VolumeOptions#mostVoxels}, or see {@link #read}
     * @throws IOException another {@link CloudDicomException}
     */
    public float[] floats() throws IOException {
        float[] voxels = new float[arrayLength()];
        read(slice -> slice.values().floats(voxels, slice.index() * sliceLength()));
        return voxels;
    }

    /**
     * Writes all voxels in the {@link #voxelType}, little endian, one slice after the other.
     *
     * @param out where they go
     * @throws IOException as {@link #read}, or the stream's own error
     */
    public void writeVoxels(OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(sliceLength(), voxelType.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        read(slice -> {
            switch (voxelType) {
                case INT16 -> bytes.asShortBuffer().put(slice.shorts());
                case INT32 -> bytes.asIntBuffer().put(slice.ints());
                case FLOAT32 -> bytes.asFloatBuffer().put(slice.floats());
            }
            out.write(bytes.array());
        });
    }

    /**
     * Writes the volume as a NIfTI-1 file (one file, {@code .nii}): the voxels as {@link #writeVoxels} does, the affine as
     * sform, in NIfTI's coordinates, where x grows to the right and y to the front. No attribute of the patient or the
     * study is in it.
     *
     * @param out where it goes
     * @throws UnsupportedFeatureException the volume has more than 32767 columns, rows or slices
     * @throws IOException as {@link #read}, or the stream's own error
     */
    public void writeNifti(OutputStream out) throws IOException {
        out.write(NiftiHeader.of(name, geometry, voxelType));
        writeVoxels(out);
    }
}
