package io.clouddicom.codec.internal;

/** Which coding passes of the code-blocks of a tile are in which quality layer. */
final class BlockLayers {
    private int layers = 1;
    /** Whether all passes are in one layer. */
    private boolean undivided = true;
    /** By record of {@link CodedBlocks} and layer: passes up to and with the layer. */
    private int[] passes = new int[0];

    /** All passes in one layer. */
    void single() {
        layers = 1;
        undivided = true;
    }

    /** Begins a division into layers, all of them empty. */
    void start(int layerCount, int blocks) {
        layers = layerCount;
        undivided = false;
        passes = new int[Math.multiplyExact(layerCount, blocks)];
    }

    void set(Codeblock block, int layer, int passesSoFar) {
        passes[block.firstPiece * layers + layer] = passesSoFar;
    }

    /** Passes of a block in layers up to and with this one. */
    int passes(Codeblock block, int layer) {
        if (layer < 0 || block.passes == 0) {
            return 0;
        }
        return undivided ? block.passes : passes[block.firstPiece * layers + layer];
    }

    /** The layer in which a block first has passes; the number of layers when in none. */
    int firstLayer(Codeblock block) {
        int layer = 0;
        while (layer < layers && passes(block, layer) == 0) {
            layer++;
        }
        return layer;
    }
}
