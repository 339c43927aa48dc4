package io.clouddicom.codec.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowStripesTest {
    /** A component that is sampled so coarsely that a tile has none of its rows leads the others, which have some. */
    @Test
    void everyComponentIsWrittenOnceWhereverTheTileBegins() {
        for (int top = 0; top < 130; top++) {
            for (int height : new int[] {0, 1, 5, 60, 64, 200, 1000}) {
                RowStripes stripes = new RowStripes(rows(top, height), 5);
                for (int rows : new int[] {height, 0, 1, height / 2, 2 * height + 1}) {
                    int end = stripes.end(-1, rows);
                    assertThat(end).isZero();
                    for (int stripe = 0; stripe < stripes.count(); stripe++) {
                        int next = stripes.end(stripe, rows);
                        assertThat(next).as("top %d height %d", top, height).isBetween(end, rows);
                        end = next;
                    }
                    assertThat(end).isEqualTo(rows);
                }
            }
        }
    }

    private static Resolution rows(int top, int height) {
        return new Resolution(0, top, 8, top + height, new Subband[0], new Precinct[0]);
    }
}
