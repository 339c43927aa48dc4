package io.clouddicom.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables that the performance page gets. */
class FigureTablesTest {
    private static final Figure DECODE = Figure.cost("codec", "decode", "ms", 2, 4, 3)
            .against("peer", 2, 2, 2)
            .bounds(0.8, 1)
            .allocating(2048);
    private static final FigureTables TABLES = new FigureTables(new ResultFile(
            "2026-01-01",
            "abc",
            false,
            List.of("a machine"),
            List.of(
                    new ResultFile.Run("17.0.1+2", "-Xmx1g", List.of(DECODE, Figure.rate("cache", "hits", "%", 87.25))),
                    new ResultFile.Run(
                            "25+1",
                            "",
                            List.of(Figure.cost("codec", "decode", "ms", 1).against("peer", 2))))));

    @Test
    void aPlaceGetsItsTableAndTheRestStays() {
        String page = "before\n<!-- figures: codec -->\nold\n<!-- end -->\nbetween\n"
                + "<!-- figures: sizes -->\nkept\n<!-- end -->\nafter\n";

        assertEquals(
                "before\n<!-- figures: codec -->\n"
                        + "| | beside | ratio, JDK 17 | ours | theirs | allocated | ratio, JDK 25 | ours | theirs | allocated |"
                        + " floor, aim |\n|---|---|---|---|---|---|---|---|---|---|---|\n"
                        + "| decode | peer | **0.667 (0.5 to 1)**, below the floor | 3 (2 to 4) ms | 2 (2 to 2) ms | 2 KiB |"
                        + " 2 | 1 ms | 2 ms |  | 0.8, 1 |\n"
                        + "<!-- end -->\nbetween\n<!-- figures: sizes -->\nkept\n<!-- end -->\nafter\n",
                TABLES.fill(page));
    }

    @Test
    void aFigureWithoutAPeerHasNoRatio() {
        assertEquals(
                "<!-- figures: cache -->\n| | beside | ratio, JDK 17 | ours | theirs | allocated | floor, aim |\n"
                        + "|---|---|---|---|---|---|---|\n| hits |  |  | 87.2 % |  |  |  |\n<!-- end -->",
                TABLES.fill("<!-- figures: cache -->\n<!-- end -->"));
    }

    @Test
    void theMachineIsNamed() {
        assertEquals(
                "<!-- figures: machine -->\nMeasured on 2026-01-01, revision abc.\n\n- a machine\n- JDK 17.0.1+2, -Xmx1g\n"
                        + "- JDK 25+1\n<!-- end -->",
                TABLES.fill("<!-- figures: machine -->\nold\n<!-- end -->"));
    }
}
