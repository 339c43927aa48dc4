package io.clouddicom.internal.volume;

import io.clouddicom.UnsupportedFeatureException;
import io.clouddicom.Volume;
import io.clouddicom.VolumeGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The header of a NIfTI-1 file: 348 bytes, and four that say that no extension follows; little endian. */
public final class NiftiHeader {
    private static final int HEADER_BYTES = 348;
    private static final int VOXELS_OFFSET = 352;
    private static final int DIMENSIONS_AT = 40;
    private static final int DATATYPE_AT = 70;
    private static final int PIXEL_DIMENSIONS_AT = 76;
    private static final int VOXELS_OFFSET_AT = 108;
    private static final int SLOPE_AT = 112;
    private static final int UNITS_AT = 123;
    private static final int SFORM_CODE_AT = 254;
    private static final int SFORM_AT = 280;
    private static final int MAGIC_AT = 344;

    private static final byte MILLIMETRES = 2;
    private static final short SCANNER_COORDINATES = 1;

    private NiftiHeader() {}

    /**
     * The header of a volume.
     *
     * @param name which volume, for errors
     * @param geometry where its voxels are
     * @param type what they are
     * @return everything before the voxels
     */
    public static byte[] of(String name, VolumeGeometry geometry, Volume.VoxelType type)
            throws UnsupportedFeatureException {
        int longest = Math.max(geometry.slices(), Math.max(geometry.columns(), geometry.rows()));
        if (longest > Short.MAX_VALUE) {
            throw new UnsupportedFeatureException(
                    "write volume", name, "NIfTI-1 has no dimension of " + longest + " voxels");
        }
        ByteBuffer header = ByteBuffer.allocate(VOXELS_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, HEADER_BYTES);
        short[] dimensions = {
            3, (short) geometry.columns(), (short) geometry.rows(), (short) geometry.slices(), 1, 1, 1, 1
        };
        for (int i = 0; i < dimensions.length; i++) {
            header.putShort(DIMENSIONS_AT + Short.BYTES * i, dimensions[i]);
        }
        short datatype = switch (type) {
            case INT16 -> 4;
            case INT32 -> 8;
            case FLOAT32 -> 16;
        };
        header.putShort(DATATYPE_AT, datatype);
        header.putShort(DATATYPE_AT + Short.BYTES, (short) (8 * type.bytes()));
        double[] spacings = {
            1,
            geometry.columnSpacing(),
            geometry.rowSpacing(),
            geometry.sliceStep().length()
        };
        for (int i = 0; i < spacings.length; i++) {
            header.putFloat(PIXEL_DIMENSIONS_AT + Float.BYTES * i, (float) spacings[i]);
        }
        header.putFloat(VOXELS_OFFSET_AT, VOXELS_OFFSET);
        header.putFloat(SLOPE_AT, 1);
        header.put(UNITS_AT, MILLIMETRES);
        header.putShort(SFORM_CODE_AT, SCANNER_COORDINATES);
        double[] affine = geometry.affine();
        for (int i = 0; i < 12; i++) {
            // From left and back to right and front: the first two rows change their sign.
            header.putFloat(SFORM_AT + Float.BYTES * i, (float) (i < 8 ? -affine[i] : affine[i]));
        }
        header.put(MAGIC_AT, "n+1\0".getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }
}
