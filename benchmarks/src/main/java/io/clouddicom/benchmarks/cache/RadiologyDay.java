package io.clouddicom.benchmarks.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The frames that are read in a day, made up from a seed. Some stations work at once, each on one study after another:
 *
 * <ul>
 *   <li>readers open a study that is new and go through it; then they look into up to three priors, a
 *       series of each, and go back to some key images of the new one;
 *   <li>others open a study that was read before, by popularity: conferences, wards, teaching;
 *   <li>a bulk job reads whole studies that nobody reads again, such as a migration or a training set: a quarter of all.
 * </ul>
 *
 * <p>Popularity is Zipf's law with exponent 1.1, among patients for priors and among all that is old for the others.
 */
public final class RadiologyDay {
    private static final int STUDIES = 6000;
    /** Those that are old and may be read again. */
    private static final int OLD = 1500;

    private static final int STATIONS = 14;
    private static final double BULK_SHARE = 0.25;
    private static final double EXPONENT = 1.1;
    private static final int LONGEST_TURN = 12;

    /** What studies there are: how many of a hundred, frames, and bytes of a frame as it is stored. */
    private enum Modality {
        RADIOGRAPHY(40, 1, 3, 5_500_000),
        CT(25, 120, 500, 190_000),
        MR(20, 150, 400, 70_000),
        ULTRASOUND(10, 20, 90, 90_000),
        MAMMOGRAPHY(5, 4, 4, 11_000_000);

        private final int percent;
        private final int fewest;
        private final int most;
        private final int bytes;

        Modality(int percent, int fewest, int most, int bytes) {
            this.percent = percent;
            this.fewest = fewest;
            this.most = most;
            this.bytes = bytes;
        }

        static Modality any(SplittableRandom random) {
            int left = random.nextInt(100);
            for (Modality modality : values()) {
                left -= modality.percent;
                if (left < 0) {
                    return modality;
                }
            }
            throw new IllegalStateException("the shares do not make a hundred");
        }
    }

    private final SplittableRandom random;
    /** Where the frames of each study begin; one more for the end. */
    private final int[] firstFrame = new int[STUDIES + 1];

    private final int[] bytes;
    private final double[] popularity = new double[OLD];
    private final int[] reads;
    private int count;
    /** Studies from the front are old, the others are new today or taken by the bulk job, from the back. */
    private int nextNew = OLD;

    private int nextBulk = STUDIES - 1;

    /** What a station does: frames that it still wants to read, the next one last. */
    private static final class Station {
        final boolean bulk;
        int[] wanted = {};
        int left;

        Station(boolean bulk) {
            this.bulk = bulk;
        }
    }

    private RadiologyDay(long seed, int length) {
        random = new SplittableRandom(seed);
        reads = new int[length];
        List<int[]> sizes = new ArrayList<>();
        for (int study = 0; study < STUDIES; study++) {
            Modality modality = Modality.any(random);
            int[] frames = new int[random.nextInt(modality.fewest, modality.most + 1)];
            // A series compresses alike; its frames differ a little.
            double mean = modality.bytes * random.nextDouble(0.6, 1.4);
            Arrays.setAll(frames, i -> (int) (mean * random.nextDouble(0.9, 1.1)));
            sizes.add(frames);
            firstFrame[study + 1] = firstFrame[study] + frames.length;
        }
        bytes = sizes.stream().flatMapToInt(Arrays::stream).toArray();
        double sum = 0;
        for (int i = 0; i < OLD; i++) {
            sum += Math.pow(i + 1, -EXPONENT);
            popularity[i] = sum;
        }
    }

    /**
     * Makes up a day.
     *
     * @param seed the same day for the same seed
     * @param reads how many frames are read
     */
    public static RadiologyDay of(long seed, int reads) {
        RadiologyDay day = new RadiologyDay(seed, reads);
        day.pass();
        return day;
    }

    /** The frames that are read, in order, by number. */
    public int[] reads() {
        return reads.clone();
    }

    /** How many bytes each frame has, by its number. */
    public int[] bytes() {
        return bytes.clone();
    }

    /** A day on which all frames have one size. */
    public int[] evenBytes(int each) {
        int[] even = new int[bytes.length];
        Arrays.fill(even, each);
        return even;
    }

    private void pass() {
        List<Station> stations = new ArrayList<>();
        for (int i = 0; i < STATIONS; i++) {
            stations.add(new Station(false));
        }
        Station bulk = new Station(true);
        while (count < reads.length) {
            Station station = random.nextDouble() < BULK_SHARE ? bulk : stations.get(random.nextInt(STATIONS));
            // All take turns of the same mean length, so that the share of the bulk job is one of reads.
            int turn = random.nextInt(1, LONGEST_TURN + 1);
            for (int i = 0; i < turn && count < reads.length; i++) {
                if (station.left == 0) {
                    open(station);
                }
                reads[count++] = station.wanted[--station.left];
            }
        }
    }

    private void open(Station station) {
        List<int[]> parts = new ArrayList<>();
        if (station.bulk) {
            parts.add(all(nextBulk));
            nextBulk = nextBulk == STUDIES * 3 / 4 ? STUDIES - 1 : nextBulk - 1;
        } else if (random.nextInt(6) == 0) {
            int study = nextNew;
            nextNew = nextNew == STUDIES * 3 / 4 - 1 ? OLD : nextNew + 1;
            parts.add(all(study));
            for (int priors = random.nextInt(1, 4); priors > 0; priors--) {
                parts.add(series(popular()));
            }
            parts.add(keyImages(study));
        } else {
            parts.add(series(popular()));
        }
        int[] wanted = parts.stream().flatMapToInt(Arrays::stream).toArray();
        station.wanted = new int[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            station.wanted[wanted.length - 1 - i] = wanted[i];
        }
        station.left = wanted.length;
    }

    private int[] all(int study) {
        return span(firstFrame[study], firstFrame[study + 1]);
    }

    /** One of up to four series of a study: of one that is popular mostly the same. */
    private int[] series(int study) {
        int first = firstFrame[study];
        int frames = firstFrame[study + 1] - first;
        int series = Math.min(4, frames);
        int chosen = Math.min(series - 1, (int) (series * Math.pow(random.nextDouble(), 2)));
        return span(first + frames * chosen / series, first + frames * (chosen + 1) / series);
    }

    private int[] keyImages(int study) {
        int first = firstFrame[study];
        int frames = firstFrame[study + 1] - first;
        return random.ints(Math.min(frames, 10), first, first + frames).toArray();
    }

    private static int[] span(int from, int to) {
        int[] span = new int[to - from];
        Arrays.setAll(span, i -> from + i);
        return span;
    }

    /** An old study, by Zipf's law. */
    private int popular() {
        double point = random.nextDouble() * popularity[OLD - 1];
        int found = Arrays.binarySearch(popularity, 0, OLD, point);
        return found >= 0 ? found : -found - 1;
    }
}
