package io.clouddicom.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a regression between two runs. */
class CompareTest {
    private static final double[] PEER = {10, 10, 10};

    private static ResultFile run(Figure... figures) {
        return new ResultFile(
                "2026-01-01", "abc", false, List.of(), List.of(new ResultFile.Run("17.0.1+2", "", List.of(figures))));
    }

    private static Compare.Verdict verdict(Figure before, Figure after, boolean absolute) {
        List<Compare.Line> lines = Compare.lines(run(before), run(after), 0.1, absolute);
        assertEquals(1, lines.size());
        return lines.get(0).verdict();
    }

    private static Figure time(double... ours) {
        return Figure.cost("codec", "decode", "ms", ours).against("peer", PEER);
    }

    @Test
    void slowerBesideThePeerIsARegression() {
        assertEquals(Compare.Verdict.REGRESSION, verdict(time(10, 10, 11), time(12, 12.5, 13), false));
        assertEquals(Compare.Verdict.BETTER, verdict(time(12, 12.5, 13), time(10, 10, 11), false));
    }

    @Test
    void aRateThatFallsIsARegression() {
        Figure before = Figure.rate("stores", "put", "1/s", 10, 10, 10).against("peer", PEER);
        Figure after = Figure.rate("stores", "put", "1/s", 8, 8, 8).against("peer", PEER);

        assertEquals(Compare.Verdict.REGRESSION, verdict(before, after, false));
    }

    @Test
    void roundsThatOverlapAreNone() {
        assertEquals(Compare.Verdict.WORSE, verdict(time(10, 10, 13), time(12, 12.5, 13), false));
    }

    @Test
    void withinTheThresholdNothingChanged() {
        assertEquals(Compare.Verdict.SAME, verdict(time(10, 10, 10), time(10.5, 10.5, 10.5), false));
    }

    @Test
    void aSlowerMachineIsNotASlowerProject() {
        Figure before = time(10, 10, 10);
        Figure after = Figure.cost("codec", "decode", "ms", 20, 20, 20).against("peer", 20, 20, 20);

        assertEquals(Compare.Verdict.SAME, verdict(before, after, false));
    }

    @Test
    void aValueWithoutAPeerIsJudgedOnRequestOnly() {
        Figure before = Figure.cost("dicom", "read", "µs", 10, 10, 10);
        Figure after = Figure.cost("dicom", "read", "µs", 20, 20, 20);

        assertEquals(Compare.Verdict.WORSE, verdict(before, after, false));
        assertEquals(Compare.Verdict.REGRESSION, verdict(before, after, true));
    }

    @Test
    void whatIsInOneRunAloneIsNamed() {
        List<Compare.Line> lines = Compare.lines(
                run(time(10, 10, 10)),
                run(Figure.cost("codec", "encode", "ms", 10).against("peer", 10)),
                0.1,
                false);

        assertEquals(
                List.of(Compare.Verdict.GONE, Compare.Verdict.NEW),
                lines.stream().map(Compare.Line::verdict).toList());
        assertEquals("JDK 17, codec: decode beside peer", lines.get(0).name());
    }

    @Test
    void aRunComesBackFromItsFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("run.json");
        ResultFile written = run(time(10, 11, 12).bounds(0.8, 1).allocating(5));
        written.write(file);
        ResultFile read = ResultFile.read(file);

        assertEquals(
                written.toString().replaceAll("\\[D@[0-9a-f]+", ""),
                read.toString().replaceAll("\\[D@[0-9a-f]+", ""));
        assertEquals(
                Compare.Verdict.SAME,
                Compare.lines(written, read, 0, false).get(0).verdict());
        Files.writeString(file, "{\"runs\": 5}");
        assertThrows(IOException.class, () -> ResultFile.read(file));
    }
}
