package io.clouddicom.codec.internal;

import java.util.Arrays;

/**
 * The encoded code-blocks of a tile: bytes and coding passes, in arrays that are kept from image to image. A block names
 * its record by {@link Codeblock#firstPiece}. Records may be added from several threads.
 */
final class CodedBlocks {
    private byte[] bytes = new byte[1 << 16];
    private int used;
    private int[] offsets = new int[256];
    private int[] firstPasses = new int[256];
    private int count;
    /** By pass: the length of the block's bytes up to the end of the pass. */
    private int[] passEnds = new int[256];
    /** By pass: by how much it lessens the squared error; empty when nobody asks. */
    private double[] passGains = new double[0];

    private int passCount;

    synchronized void clear() {
        used = 0;
        count = 0;
        passCount = 0;
    }

    /**
     * Adds a block's bytes.
     *
     * @param ends by pass, where it may be cut
     * @param gains by pass, by how much it lessens the squared error, in quantiser steps
     */
    synchronized void add(Codeblock block, byte[] source, int[] ends, double[] gains, int passes, int zeroBitPlanes) {
        int first = passCount;
        add(block, source, ends, passes, zeroBitPlanes);
        if (passGains.length < passCount) {
            passGains = Arrays.copyOf(passGains, passEnds.length);
        }
        System.arraycopy(gains, 0, passGains, first, passes);
    }

    /**
     * Adds a block's bytes.
     *
     * @param ends by pass, where it may be cut
     */
    synchronized void add(Codeblock block, byte[] source, int[] ends, int passes, int zeroBitPlanes) {
        int length = ends[passes - 1];
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.addExact(bytes.length, bytes.length >> 1), length));
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            firstPasses = Arrays.copyOf(firstPasses, 2 * count);
        }
        if (passEnds.length - passCount < passes) {
            passEnds = Arrays.copyOf(passEnds, 2 * passEnds.length + passes);
        }
        System.arraycopy(source, 0, bytes, used, length);
        System.arraycopy(ends, 0, passEnds, passCount, passes);
        offsets[count] = used;
        firstPasses[count] = passCount;
        used += length;
        passCount += passes;
        block.firstPiece = count;
        block.passes = passes;
        block.zeroBitPlanes = zeroBitPlanes;
        count++;
    }

    /** Bytes of all blocks. */
    synchronized int length() {
        return used;
    }

    /** Passes of all blocks. */
    int passCount() {
        return passCount;
    }

    /** The number of a block's first pass among all. */
    int firstPass(Codeblock block) {
        return firstPasses[block.firstPiece];
    }

    /** By how much a pass, counted from one, lessens the squared error. */
    double gain(Codeblock block, int pass) {
        return passGains[firstPasses[block.firstPiece] + pass - 1];
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the block's bytes begin. */
    int offset(Codeblock block) {
        return offsets[block.firstPiece];
    }

    /** Length of the bytes of the first passes. */
    int length(Codeblock block, int passes) {
        return passes == 0 ? 0 : passEnds[firstPasses[block.firstPiece] + passes - 1];
    }
}
