package io.clouddicom.benchmarks.sizes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic of storage in money. */
class PricesTest {
    private static final String HEADER = "provider,storage_class,region,dollars_per_gb_month,as_of,source\n";

    @TempDir
    private Path folder;

    private static Measured measured(String modality, double bits) {
        return new Measured(modality, modality, 1, 1, 16, bits, bits + 1, Double.NaN, List.of());
    }

    private String examples(String prices) throws IOException {
        Files.writeString(folder.resolve("prices.csv"), "# a comment\n" + HEADER + prices);
        Files.writeString(
                folder.resolve("study-mix.csv"), "modality,studies_of_100,gigabytes_each\nCT,25,0.5\nMR,75,0.1\n");
        return new Prices(folder).examples(Map.of("CT", measured("CT", 4), "MR", measured("MR", 8)));
    }

    @Test
    void aYearIsTwelveMonthsOfAllGigabytes() throws IOException {
        String text = examples("P,C,r,0.01,2026-01,x\n");

        assertTrue(text.contains("100,000 GB × 4.00 / 16.00 bits = 25,000 GB as HTJ2K."), text);
        assertTrue(text.contains("| P C, r | 0.01 | 2026-01 | 12,000 | 3,000 | 3,750 | – | 9,000 |"), text);
    }

    @Test
    void aMixIsTheSumOfItsModalities() throws IOException {
        String text = examples("P,C,r,0.1,2026-01,x\n");

        assertTrue(text.contains("| CT | 25,000 | 0.500 | 12,500 | 16.00 | 4.00 | 3,125 |"), text);
        assertTrue(text.contains("| MR | 75,000 | 0.100 | 7,500 | 16.00 | 8.00 | 3,750 |"), text);
        assertTrue(text.contains("| all | 100,000 | | 20,000 | | | 6,875 |"), text);
        assertTrue(text.contains("| P C, r | 0.1 | 2026-01 | 24,000 | 8,250 |"), text);
    }

    @Test
    void aLineWithTooFewValuesIsRefused() {
        assertEquals(
                "prices.csv: not 6 values: P,C",
                assertThrows(IOException.class, () -> examples("P,C\n")).getMessage());
    }
}
