package io.clouddicom.codec.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowStripesTest {
    /** A component that is sampled so coarsely that a tile has none of its rows leads the others, which have some. */
    @Test
    void everyComponentIsWrittenOnceWhereverTheTileBegins() {
        for (int top = 0; top < 130; top++) {
            for (int height : new int[] {0, 1, 5, 60, 64, 200, 1000}) {
                RowStripes stripes = new RowStripes(rows(top, height), 5, 1 + top % 5);
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

    @Test
    void zonesAreRunsOfTwoStripesOrMore() {
        for (int height : new int[] {0, 1, 124, 125, 252, 253, 381, 1000, 5000}) {
            for (int wanted = 1; wanted < 9; wanted++) {
                RowStripes stripes = new RowStripes(rows(0, height), 6, wanted);
                assertThat(stripes.zones()).isBetween(1, wanted);
                assertThat(stripes.first(0)).isZero();
                assertThat(stripes.first(stripes.zones())).isEqualTo(stripes.count());
                for (int zone = 0; stripes.zones() > 1 && zone < stripes.zones(); zone++) {
                    assertThat(stripes.first(zone + 1) - stripes.first(zone)).isGreaterThanOrEqualTo(2);
                }
            }
        }
        assertThat(new RowStripes(rows(0, 1000), 6, 2).zones()).isEqualTo(2);
        assertThat(new RowStripes(rows(0, 252), 6, 2).zones()).isEqualTo(1);
    }

    private static Resolution rows(int top, int height) {
        return new Resolution(0, top, 8, top + height, new Subband[0], new Precinct[0]);
    }
}
