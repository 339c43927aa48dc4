package io.clouddicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectKey;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The worked example of docs/FORMAT.md is what the code writes. */
class FormatExampleTest {

    @Test
    void theExampleInTheDocumentIsWhatIsStored() throws Exception {
        ObjectStore store = ObjectStores.memory();
        try (DicomArchive archive =
                DicomArchive.builder(store).storage(StoragePolicy.AS_RECEIVED).open()) {
            archive.put(original());
        }
        byte[] object;
        try (ObjectReader reader =
                store.get(new ObjectKey("studies/1.2.3/instances/1.2.3.4/1.2.3.4.5.1"), ByteRange.all())) {
            object = reader.readAllBytes();
        }
        String listing = hex(object);
        System.out.println(listing);
        Path document = Path.of("..", "docs", "FORMAT.md");
        assertThat(document).exists();
        assertThat(Files.readString(document)).contains(listing);
    }

    /** Sixteen bytes a line; the preamble, all zeros, is left out. */
    private static String hex(byte[] object) {
        StringBuilder text = new StringBuilder();
        for (int line = 128; line < object.length; line += 16) {
            int end = Math.min(line + 16, object.length);
            text.append(String.format("%06x  ", line));
            text.append(HexFormat.ofDelimiter(" ").formatHex(object, line, end));
            text.append("   ".repeat(line + 16 - end)).append("  ");
            for (int i = line; i < end; i++) {
                text.append(object[i] > ' ' && object[i] < 127 ? (char) object[i] : '.');
            }
            text.append('\n');
        }
        return text.toString();
    }

    static byte[] original() {
        ByteArrayOutputStream meta = new ByteArrayOutputStream();
        element(meta, 0x00020010, "UI", "1.2.840.10008.1.2.1\0".getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[128]);
        file.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        element(file, 0x00020000, "UL", new byte[] {(byte) meta.size(), 0, 0, 0});
        file.writeBytes(meta.toByteArray());
        element(file, 0x00080018, "UI", "1.2.3.4.5\0".getBytes(StandardCharsets.US_ASCII));
        element(file, 0x0020000D, "UI", "1.2.3\0".getBytes(StandardCharsets.US_ASCII));
        element(file, 0x0020000E, "UI", "1.2.3.4\0".getBytes(StandardCharsets.US_ASCII));
        element(file, 0x00280002, "US", new byte[] {1, 0});
        element(file, 0x00280010, "US", new byte[] {2, 0});
        element(file, 0x00280011, "US", new byte[] {2, 0});
        element(file, 0x00280100, "US", new byte[] {8, 0});
        file.writeBytes(new byte[] {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, 4, 0, 0, 0, 10, 20, 30, 40});
        return file.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int tag, String vr, byte[] value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) (tag >>> 16))
                .putShort((short) tag)
                .put(vr.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) value.length)
                .array());
        out.writeBytes(value);
    }
}
