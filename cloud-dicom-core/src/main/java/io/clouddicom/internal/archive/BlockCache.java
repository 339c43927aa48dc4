package io.clouddicom.internal.archive;

import io.clouddicom.internal.format.StudyIndex;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A study index, and those of its blocks that were inflated, kept as long as memory is not needed. */
final class BlockCache {
    private final StudyIndex index;
    private final long bytes;
    private final Map<Integer, SoftReference<ByteBuffer>> blocks = new HashMap<>();

    BlockCache(StudyIndex index, long bytes) {
        this.index = index;
        this.bytes = bytes;
    }

    StudyIndex index() {
        return index;
    }

    /** What the index takes, deflated. */
    long bytes() {
        return bytes;
    }

    synchronized ByteBuffer block(int number) throws IOException {
        SoftReference<ByteBuffer> known = blocks.get(number);
        ByteBuffer block = known == null ? null : known.get();
        if (block == null) {
            block = index.block(number);
            blocks.put(number, new SoftReference<>(block));
        }
        return block;
    }
}
