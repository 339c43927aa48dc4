package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.dicom.TransferSyntax.Codec;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Real JPEG 2000 files as they came: a reduced frame is what the whole codestream decodes to, however much of it is read. */
class SharedReducedFramesTest {
    private static final int LARGEST_FILE = 1_000_000;

    @Test
    void theBeginningOfAFrameDecodesToWhatTheWholeDoes() throws Exception {
        Path shared = SharedData.dicom();
        int compared = 0;
        int inPart = 0;
        try (DicomArchive archive = DicomArchive.builder(ObjectStores.memory())
                .storage(StoragePolicy.AS_RECEIVED)
                .open()) {
            for (Map<String, String> row : SharedData.table(shared.resolve("MANIFEST.tsv"))) {
                Path file = shared.resolve(row.get("path"));
                boolean wavelets =
                        row.get("transfer_syntax_uid").matches("1\\.2\\.840\\.10008\\.1\\.2\\.4\\.(9|20)\\d");
                if (!wavelets || row.get("path").startsWith("broken") || Files.size(file) > LARGEST_FILE) {
                    continue;
                }
                Receipt receipt;
                try {
                    receipt = archive.put(
                            InstanceSource.of(file), PutOptions.DEFAULT.withDuplicates(DuplicatePolicy.REPLACE));
                } catch (MalformedDicomException refused) {
                    continue;
                }
                Instance instance = archive.instance(receipt.instance(), receipt.revision());
                Codec codec = instance.transferSyntax().codec();
                if (codec != Codec.JPEG_2000 && codec != Codec.HTJ2K || instance.frameCount() == 0) {
                    continue;
                }
                Frame frame = instance.frame(1);
                for (int reduction = 1; reduction <= 3; reduction++) {
                    byte[] whole;
                    try {
                        whole = FrameDecoder.standard()
                                .decodeReduced(
                                        PixelDescription.of(instance.metadata()),
                                        instance.transferSyntax(),
                                        frame.fetch(),
                                        0,
                                        reduction);
                    } catch (IOException e) {
                        continue;
                    }
                    assertThat(frame.reduced(reduction).decode())
                            .as(row.get("path") + " 1/" + (1 << reduction))
                            .isEqualTo(whole);
                    compared++;
                    inPart += frame.reduced(reduction).storedBytes() < frame.storedBytes() ? 1 : 0;
                }
            }
        }
        System.out.println(compared + " reduced frames compared, " + inPart + " of them read in part");
        assertThat(compared).isGreaterThan(50);
        assertThat(inPart).isPositive();
    }
}
