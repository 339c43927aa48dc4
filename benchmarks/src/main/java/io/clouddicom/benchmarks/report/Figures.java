package io.clouddicom.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where figures go: each as a JSON object on a line of its own, at the end of the file that the system property {@code
 * bench.results} names. Nowhere without that property.
 */
public final class Figures {
    /** The system property that names the file. */
    public static final String FILE = "bench.results";

    private static final Gson GSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private Figures() {}

    /** Adds a figure to the file. */
    public static void record(Figure figure) throws IOException {
        String file = System.getProperty(FILE);
        if (file != null) {
            Files.writeString(
                    Path.of(file), GSON.toJson(figure) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** All figures of a file. */
    static List<Figure> read(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                figures.add(GSON.fromJson(line, Figure.class));
            }
        }
        return figures;
    }
}
