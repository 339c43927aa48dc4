package io.clouddicom.benchmarks.orthanc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clouddicom.codec.J2kDecoder;
import io.clouddicom.codec.SampleLayout;
import io.clouddicom.testkit.SyntheticStudy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive behind HTTP, in a process of its own, and the client that asks it. */
@Timeout(120)
class ArchiveEndpointTest {
    private final RestClient client = new RestClient();
    private final List<SliceFile> slices = new ArrayList<>();

    @Test
    void whatIsSentComesBackAndNothingIsLeft(@TempDir Path work) throws IOException {
        SyntheticStudy study = SyntheticStudy.ct(7, 3).withSize(70, 64);
        for (int index = 0; index < 3; index++) {
            slices.add(SliceFile.of(study.bytes(index)));
        }
        try (ArchiveServer server = ArchiveServer.start(ArchiveServer.Kind.HTJ2K, "", work, 0)) {
            RestClient.Ingested ingested =
                    client.ingest(server, slices.stream().map(SliceFile::bytes).toList(), 2);
            assertEquals(List.of(study.studyUid().value()), ingested.studies());
            client.retrieve(
                    server,
                    ingested,
                    "frames/0/raw",
                    2,
                    (index, answer) -> assertArrayEquals(slices.get(index).frame(), answer));
            client.retrieve(
                    server,
                    ingested,
                    "file",
                    2,
                    (index, answer) -> assertArrayEquals(slices.get(index).bytes(), answer));
            client.retrieve(server, ingested, "frames/0/stored", 1, (index, answer) -> {
                byte[] samples = new byte[slices.get(index).frame().length];
                new J2kDecoder().decode(ByteBuffer.wrap(answer), samples, 0, SampleLayout.interleaved(2));
                assertArrayEquals(slices.get(index).frame(), samples);
            });
            assertTrue(server.storedBytes() > 0);

            client.delete(server, ingested);

            String message = assertThrows(
                            IOException.class,
                            () -> client.retrieve(server, ingested, "file", 1, (index, answer) -> {}))
                    .getMessage();
            assertTrue(message.contains("HTTP/1.1 500 "), message);
        }
        try (Stream<Path> left = Files.list(work)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
