package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk through what is to be put. */
class FileTreeTest {
    @TempDir
    private Path folder;

    private final Map<Path, IOException> problems = new LinkedHashMap<>();

    private List<Path> files(Path... roots) {
        List<Path> files = new ArrayList<>();
        new FileTree(List.of(roots), problems::put).forEach(files::add);
        return files;
    }

    private Path file(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, path);
    }

    @Test
    void filesComeInTheOrderOfTheirNames() throws IOException {
        Path b = file("in/b");
        Path deep = file("in/a/deep/1");
        Path one = file("one");
        Files.createDirectories(folder.resolve("in/empty"));
        assertThat(files(one, folder.resolve("in"))).containsExactly(one, deep, b);
        assertThat(problems).isEmpty();
    }

    @Test
    void linksAreFollowedAndLoopsAreNot() throws IOException {
        Path in = folder.resolve("in");
        Path a = file("in/a/1");
        file("elsewhere/2");
        Files.createSymbolicLink(in.resolve("a/back"), in);
        Files.createSymbolicLink(in.resolve("a/self"), Path.of("self"));
        Files.createSymbolicLink(in.resolve("b"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(in.resolve("c"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(in.resolve("d"), folder.resolve("elsewhere/2"));
        Files.createSymbolicLink(in.resolve("up"), folder);
        assertThat(files(in)).containsExactly(a, in.resolve("b/2"), in.resolve("d"));
        assertThat(problems).containsOnlyKeys(in.resolve("a/self"));
    }

    @Test
    void whatIsNotThereIsReportedAndTheRestIsFound() throws IOException {
        Path here = file("in/1");
        Path dangling = Files.createSymbolicLink(folder.resolve("in/0"), folder.resolve("nothing"));
        Path nothing = folder.resolve("nothing");
        assertThat(files(nothing, folder.resolve("in"))).containsExactly(here);
        assertThat(problems).containsOnlyKeys(nothing, dangling);
        assertThat(problems.values()).allMatch(NoSuchFileException.class::isInstance);
    }
}
