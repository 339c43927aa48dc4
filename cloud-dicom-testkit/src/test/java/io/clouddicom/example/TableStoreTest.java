package io.clouddicom.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.DicomArchive;
import io.clouddicom.Receipt;
import io.clouddicom.VerifyListener;
import io.clouddicom.VerifyOptions;
import io.clouddicom.VerifyReport;
import io.clouddicom.store.CheckupReport;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.StoreCheckup;
import io.clouddicom.testkit.ObjectStoreContract;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/WRITING-A-BACKEND.md} keeps the contract, and an archive works on it. */
class TableStoreTest {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static String fresh() {
        return "table:fresh" + DATABASES.incrementAndGet();
    }

    @Nested
    class Contract extends ObjectStoreContract {
        @Override
        protected ObjectStore createStore() throws IOException {
            return ObjectStores.open(fresh());
        }
    }

    @Test
    void theDoctorFindsNothingWrong() throws IOException {
        try (ObjectStore store = ObjectStores.open(fresh())) {
            CheckupReport report = StoreCheckup.of(store).run();
            assertThat(report.sound()).as("%s", report.guarantees()).isTrue();
        }
    }

    @Test
    void anArchiveLivesThere() throws IOException {
        SyntheticStudy ct = SyntheticStudy.ct(3, 2).withSize(32, 32);
        try (DicomArchive archive = DicomArchive.builder(fresh()).open()) {
            Receipt receipt = archive.put(ct.bytes(0));
            archive.put(ct.bytes(1));
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            archive.restore(receipt.instance(), again);
            assertThat(again.toByteArray()).isEqualTo(ct.bytes(0));
            VerifyReport report = archive.verify(VerifyOptions.DEFAULT, new VerifyListener() {});
            assertThat(report.clean()).isTrue();
            assertThat(report.instances()).isEqualTo(2);
        }
    }

    @Test
    void everyLineOfTheDocumentIsInTheExample() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/WRITING-A-BACKEND.md"))) {
            root = root.getParent();
        }
        StringBuilder example = new StringBuilder();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(root.resolve("cloud-dicom-testkit/src/test/java/io/clouddicom/example"))) {
            for (Path file : files) {
                example.append(withoutSpace(Files.readString(file)));
            }
        }
        Matcher blocks = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root.resolve("docs/WRITING-A-BACKEND.md")));
        int count = 0;
        while (blocks.find()) {
            assertThat(example.indexOf(withoutSpace(blocks.group(1))))
                    .as(blocks.group(1))
                    .isNotNegative();
            count++;
        }
        assertThat(count).isGreaterThan(10);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }
}
