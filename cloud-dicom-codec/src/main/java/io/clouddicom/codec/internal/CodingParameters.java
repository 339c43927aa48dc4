package io.clouddicom.codec.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What COD, COC, QCD, QCC, RGN and POC say, for the image or for one tile (T.800 A.6).
 *
 * <p>A tile begins with the image's parameters and changes a copy. Within one header the component's own marker
 * segment (COC, QCC) wins over the common one whatever their sequence; a tile's common one wins over the image's
 * component ones.
 */
final class CodingParameters {
    @Nullable
    PacketStyle packets;

    final @Nullable CodingStyle[] styles;
    final @Nullable Quantization[] quantizations;
    final int[] regionShifts;
    /** Where RGN said so, as an offset in the input. */
    final long[] regionOffsets;

    List<ProgressionVolume> volumes;

    private final boolean[] ownStyle;
    private final boolean[] ownQuantization;
    private boolean volumesInherited;

    CodingParameters(int components) {
        styles = new CodingStyle[components];
        quantizations = new Quantization[components];
        regionShifts = new int[components];
        regionOffsets = new long[components];
        ownStyle = new boolean[components];
        ownQuantization = new boolean[components];
        volumes = List.of();
    }

    private CodingParameters(CodingParameters image) {
        packets = image.packets;
        styles = image.styles.clone();
        quantizations = image.quantizations.clone();
        regionShifts = image.regionShifts.clone();
        regionOffsets = image.regionOffsets.clone();
        ownStyle = new boolean[styles.length];
        ownQuantization = new boolean[styles.length];
        volumes = image.volumes;
        volumesInherited = true;
    }

    /** A copy for a tile. */
    CodingParameters forTile() {
        return new CodingParameters(this);
    }

    void commonStyle(CodingStyle style) {
        for (int component = 0; component < styles.length; component++) {
            if (!ownStyle[component]) {
                styles[component] = style;
            }
        }
    }

    void componentStyle(int component, CodingStyle style) {
        styles[component] = style;
        ownStyle[component] = true;
    }

    void commonQuantization(Quantization quantization) {
        for (int component = 0; component < quantizations.length; component++) {
            if (!ownQuantization[component]) {
                quantizations[component] = quantization;
            }
        }
    }

    void componentQuantization(int component, Quantization quantization) {
        quantizations[component] = quantization;
        ownQuantization[component] = true;
    }

    void region(int component, int shift, long offset) {
        regionShifts[component] = shift;
        regionOffsets[component] = offset;
    }

    /** Adds the entries of a POC; a tile's first POC takes the place of the image's. */
    void addVolumes(List<ProgressionVolume> more) {
        if (volumesInherited || volumes.isEmpty()) {
            volumes = more;
            volumesInherited = false;
            return;
        }
        ProgressionVolume[] joined =
                Arrays.copyOf(volumes.toArray(new ProgressionVolume[0]), volumes.size() + more.size());
        for (int index = 0; index < more.size(); index++) {
            joined[volumes.size() + index] = more.get(index);
        }
        volumes = List.of(joined);
    }

    PacketStyle packetStyle() {
        PacketStyle present = packets;
        if (present == null) {
            throw new IllegalStateException("checked by the reader");
        }
        return present;
    }

    CodingStyle style(int component) {
        CodingStyle present = styles[component];
        if (present == null) {
            throw new IllegalStateException("checked by the reader");
        }
        return present;
    }

    Quantization quantization(int component) {
        Quantization present = quantizations[component];
        if (present == null) {
            throw new IllegalStateException("checked by the reader");
        }
        return present;
    }

    /** Whether tiles with these and those parameters are laid out and progress alike. */
    boolean sameCoding(CodingParameters other) {
        return Objects.equals(packets, other.packets)
                && Arrays.equals(styles, other.styles)
                && Arrays.equals(quantizations, other.quantizations)
                && Arrays.equals(regionShifts, other.regionShifts)
                && volumes.equals(other.volumes);
    }
}
