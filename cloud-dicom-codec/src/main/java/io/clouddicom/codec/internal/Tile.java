package io.clouddicom.codec.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tile laid out, with what its packets have told of its code-blocks. A tile laid out once serves again for the next
 * image of the same kind.
 */
final class Tile {
    private static final Comparator<Precinct> BY_POSITION = Comparator.<Precinct>comparingInt(p -> p.gridY)
            .thenComparingInt(p -> p.gridX)
            .thenComparingInt(p -> p.component)
            .thenComparingInt(p -> p.resolution)
            .thenComparingInt(p -> p.index);
    private static final Comparator<Precinct> BY_RESOLUTION =
            Comparator.<Precinct>comparingInt(p -> p.resolution).thenComparing(BY_POSITION);
    private static final Comparator<Precinct> BY_COMPONENT =
            Comparator.<Precinct>comparingInt(p -> p.component).thenComparing(BY_POSITION);

    final int index;
    final TileComponent[] components;
    final PacketStyle packets;
    final int mostResolutions;
    final Pieces pieces = new Pieces();

    private @Nullable ProgressionVolume orderedVolume;
    private Precinct[] ordered = new Precinct[0];

    Tile(int index, PacketStyle packets, TileComponent[] components) {
        this.index = index;
        this.packets = packets;
        this.components = components;
        int most = 0;
        for (TileComponent component : components) {
            most = Math.max(most, component.resolutions.length);
        }
        mostResolutions = most;
    }

    /** Forgets what packets told. */
    void reset() {
        pieces.clear();
        for (TileComponent component : components) {
            for (Resolution resolution : component.resolutions) {
                for (Precinct precinct : resolution.precincts) {
                    precinct.reset();
                }
            }
        }
    }

    /** The whole tile as one volume, when no POC says otherwise. */
    List<ProgressionVolume> volumes(CodingParameters parameters) {
        if (!parameters.volumes.isEmpty()) {
            return parameters.volumes;
        }
        return List.of(new ProgressionVolume(
                0, 0, packets.layers(), mostResolutions, components.length, packets.progression()));
    }

    /** The precincts of a volume in the sequence of a progression that goes by position. */
    Precinct[] byPosition(ProgressionVolume volume) {
        if (volume.equals(orderedVolume)) {
            return ordered;
        }
        int count = 0;
        Precinct[] chosen = new Precinct[16];
        for (int component = volume.firstComponent(); component < volume.endComponent(); component++) {
            Resolution[] resolutions = components[component].resolutions;
            int end = Math.min(volume.endResolution(), resolutions.length);
            for (int resolution = volume.firstResolution(); resolution < end; resolution++) {
                Precinct[] more = resolutions[resolution].precincts;
                if (count + more.length > chosen.length) {
                    chosen = Arrays.copyOf(chosen, Math.max(2 * chosen.length, count + more.length));
                }
                System.arraycopy(more, 0, chosen, count, more.length);
                count += more.length;
            }
        }
        ordered = Arrays.copyOf(chosen, count);
        orderedVolume = volume;
        Arrays.sort(
                ordered,
                switch (volume.progression()) {
                    case RPCL -> BY_RESOLUTION;
                    case CPRL -> BY_COMPONENT;
                    case PCRL, LRCP, RLCP -> BY_POSITION;
                });
        return ordered;
    }
}
