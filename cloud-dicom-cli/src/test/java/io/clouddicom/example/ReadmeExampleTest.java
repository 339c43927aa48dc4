package io.clouddicom.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.Instance;
import io.clouddicom.Receipt;
import io.clouddicom.Study;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README: it compiles, does what it says, and is the one that the README shows. */
class ReadmeExampleTest {

    @Test
    void theExampleRuns(@TempDir Path folder) throws IOException {
        byte[] original = SyntheticStudy.ct(5, 1).withSize(32, 32).bytes(0);
        Path slice = Files.write(folder.resolve("slice.dcm"), original);
        Path again = folder.resolve("again.dcm");
        byte[] frame = example(folder.resolve("archive").toUri(), slice, again);
        // As it is stored: by default as HTJ2K.
        assertThat(frame).hasSizeBetween(1, 32 * 32 * 2 - 1);
        assertThat(again).hasBinaryContent(original);
    }

    private static byte[] example(URI store, Path slice, Path again) throws IOException {
        // tag::example[]
        try (DicomArchive archive = DicomArchive.builder(store).open()) {
            Receipt receipt = archive.put(slice); // durable, checked, idempotent
            Study study = archive.study(receipt.study()); // one list, one get
            Instance instance = study.instance(receipt.instance());
            byte[] frame = instance.frame(1).fetch(); // one range read
            instance.restore(again); // bit for bit
            return frame;
        }
        // end::example[]
    }

    @Test
    void theReadmeShowsTheExample() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("README.md"))) {
            root = root.getParent();
        }
        String source = Files.readString(
                root.resolve("cloud-dicom-cli/src/test/java/io/clouddicom/example/ReadmeExampleTest.java"));
        String example = source.substring(source.indexOf("// tag::example[]\n") + 18, source.indexOf("// end::"))
                .stripIndent()
                .strip();
        assertThat(Files.readString(root.resolve("README.md"))).contains("```java\n" + example + "\n```");
    }
}
