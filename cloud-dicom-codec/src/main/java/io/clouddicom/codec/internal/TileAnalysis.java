package io.clouddicom.codec.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Reads the samples of a tile and runs the forward wavelets, by one thread or several.
 *
 * <p>At the two highest resolutions, which have nearly all samples, rows are divided into bands, which are read and
 * transformed while they are in the cache. Each thread begins with bands that are neighbours, and then takes what is left of
 * others: so it finds what it had in its cache. Whoever is done with the second of two neighbouring bands joins them. The
 * lower resolutions are left to one thread, while others go on.
 */
final class TileAnalysis {
    /** More than the lifting steps reach over both of a band's edges. */
    private static final int BAND_ROWS = 64;

    /** How many resolutions are divided, from the highest down. */
    static final int BANDED_LEVELS = 2;

    /** The gate of the lower resolutions, behind those of the higher ones. */
    private static final int REST = BANDED_LEVELS;

    private static final SampleSource NOTHING = (component, x, y, samples, count) -> {};

    private final TileInput input = new TileInput();
    private final BlockShares shares = new BlockShares();
    private final Gates gates = new Gates();
    private final AtomicBoolean restTaken = new AtomicBoolean();
    /** By level and edge of bands: how many of the two bands are done. */
    private final AtomicIntegerArray[] edges = new AtomicIntegerArray[BANDED_LEVELS];

    private EncodingPlan plan;
    private Tile tile;
    private SubbandAnalysis[] analyses;
    private SampleSource source;
    private int workers;

    @SuppressWarnings("NullAway.Init")
    TileAnalysis() {}

    /**
     * Starts with a tile.
     *
     * @param how how the image is encoded
     * @param of the tile
     * @param into by component, take the samples
     * @param from gives the samples
     * @param workerCount how many threads there may be
     */
    void start(EncodingPlan how, Tile of, SubbandAnalysis[] into, SampleSource from, int workerCount) {
        plan = how;
        tile = of;
        analyses = into;
        source = from;
        workers = workerCount;
        input.prepare(of, workers);
        for (SubbandAnalysis analysis : into) {
            analysis.prepare(workers);
        }
        gates.start(REST + 1);
        gates.expect(REST, 1);
        restTaken.set(false);
        shares.start(BANDED_LEVELS * workers);
        for (int level = 0; level < BANDED_LEVELS; level++) {
            int bands = bands(level);
            gates.expect(level, 2 * bands - 1);
            for (int worker = 0; worker < workers; worker++) {
                shares.fill(level * workers + worker, bands * worker / workers, bands * (worker + 1) / workers);
            }
            if (edges[level] == null || edges[level].length() < bands) {
                edges[level] = new AtomicIntegerArray(bands);
            }
            for (int edge = 0; edge < bands; edge++) {
                edges[level].set(edge, 0);
            }
        }
    }

    private int height(int level) {
        Resolution[] resolutions = analyses[0].resolutions();
        return resolutions[Math.max(0, resolutions.length - 1 - level)].height();
    }

    private int bands(int level) {
        return Math.max(1, height(level) / BAND_ROWS);
    }

    private int first(int level, int band) {
        return (int) ((long) height(level) * band / bands(level));
    }

    /**
     * Reads and transforms as long as there is something to do.
     *
     * @return false when another thread has failed
     */
    boolean work(int worker) {
        for (int level = 0; level < BANDED_LEVELS; level++) {
            for (int share = 0; share < workers; share++) {
                int of = level * workers + (worker + share) % workers;
                for (int band = shares.take(of, share > 0); band >= 0; band = shares.take(of, share > 0)) {
                    analyse(worker, level, band);
                }
            }
            if (!gates.await(level)) {
                return false;
            }
        }
        if (restTaken.compareAndSet(false, true)) {
            for (SubbandAnalysis analysis : analyses) {
                for (int resolution = analysis.resolutions().length - 1 - BANDED_LEVELS; resolution > 0; resolution--) {
                    analyse(analysis, worker, resolution, 0, analysis.resolutions()[resolution].height());
                }
            }
            gates.done(REST, 1);
        }
        return true;
    }

    /** Waits until the lower resolutions are done; false when that will never be. */
    boolean awaitAll() {
        return gates.await(REST);
    }

    /** Sees that nobody waits any more. */
    void fail() {
        gates.fail();
    }

    /** Lets go of the caller's samples. */
    void end() {
        source = NOTHING;
    }

    private void analyse(int worker, int level, int band) {
        int first = first(level, band);
        int end = first(level, band + 1);
        if (level == 0) {
            input.read(plan, tile, analyses, source, worker, first, end);
        }
        for (SubbandAnalysis analysis : analyses) {
            analyse(analysis, worker, analysis.resolutions().length - 1 - level, first, end);
        }
        gates.done(level, 1);
        join(worker, level, band);
        join(worker, level, band + 1);
    }

    private static void analyse(SubbandAnalysis analysis, int worker, int resolution, int first, int end) {
        if (resolution > 0 && analysis.resolutions()[resolution].width() > 0 && first < end) {
            analysis.analyse(worker, resolution, first, end);
        }
    }

    /** Joins two bands when both are done. */
    private void join(int worker, int level, int edge) {
        if (edge == 0 || edge == bands(level) || edges[level].incrementAndGet(edge) < 2) {
            return;
        }
        for (SubbandAnalysis analysis : analyses) {
            int resolution = analysis.resolutions().length - 1 - level;
            if (resolution > 0 && analysis.resolutions()[resolution].width() > 0) {
                analysis.join(worker, resolution, first(level, edge));
            }
        }
        gates.done(level, 1);
    }
}
