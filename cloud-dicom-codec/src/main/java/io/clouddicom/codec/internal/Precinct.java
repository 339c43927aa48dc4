package io.clouddicom.codec.internal;

import org.jspecify.annotations.Nullable;

/** One precinct (T.800 B.6): for each subband of its resolution a rectangle of code-blocks with two tag trees. */
final class Precinct {
    final int component;
    final int resolution;
    final int index;
    /** Where the precinct comes in position-based progressions: its corner on the reference grid. */
    final int gridX;

    final int gridY;
    final Part[] parts;
    /** Layers read or written so far. */
    int layersDone;
    /** For the encoder: the number of its first packet in {@link PacketWriter}. */
    int firstPacket;

    /** The code-blocks of one subband. */
    static final class Part {
        final int across;
        final int down;
        final Codeblock[] blocks;
        final @Nullable TagTree inclusion;
        final @Nullable TagTree zeroBitPlanes;

        Part(int across, int down, Codeblock[] blocks) {
            this.across = across;
            this.down = down;
            this.blocks = blocks;
            inclusion = blocks.length == 0 ? null : new TagTree(across, down);
            zeroBitPlanes = blocks.length == 0 ? null : new TagTree(across, down);
        }
    }

    Precinct(int component, int resolution, int index, int gridX, int gridY, Part[] parts) {
        this.component = component;
        this.resolution = resolution;
        this.index = index;
        this.gridX = gridX;
        this.gridY = gridY;
        this.parts = parts;
    }

    void reset() {
        layersDone = 0;
        for (Part part : parts) {
            if (part.inclusion != null && part.zeroBitPlanes != null) {
                part.inclusion.reset();
                part.zeroBitPlanes.reset();
            }
            for (Codeblock block : part.blocks) {
                block.reset();
            }
        }
    }
}
