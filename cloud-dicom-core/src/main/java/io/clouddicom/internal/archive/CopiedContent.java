package io.clouddicom.internal.archive;

import io.clouddicom.CorruptDataException;
import io.clouddicom.internal.format.Footer;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** The bytes of a stored object, to be stored again; checked as they pass. */
final class CopiedContent implements ObjectContent {
    private static final int CHUNK_BYTES = 128 << 10;

    private final ObjectStore store;
    private final ObjectInfo info;

    CopiedContent(ObjectStore store, ObjectInfo info) {
        this.store = store;
        this.info = info;
    }

    @Override
    public OptionalLong lengthBytes() {
        return OptionalLong.of(info.sizeBytes());
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Footer footer = StoredFooter.read(store, info.key(), Optional.of(info.version()))
                .footer();
        long checked = footer.layout().footerOffset();
        CRC32C crc = new CRC32C();
        byte[] chunk = new byte[CHUNK_BYTES];
        long position = 0;
        try (ObjectReader reader = store.get(info.key(), ByteRange.all(), Optional.of(info.version()))) {
            for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
                crc.update(chunk, 0, (int) Math.max(0, Math.min(count, checked - position)));
                out.write(chunk, 0, count);
                position += count;
            }
        }
        if ((int) crc.getValue() != footer.layout().checksum()) {
            throw new CorruptDataException("copy", info.key().value(), "the object does not have its checksum");
        }
    }
}
