package io.clouddicom.internal.archive;

import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.internal.transcode.EncapsulatedPlan;
import io.clouddicom.internal.transcode.J2kTarget;
import io.clouddicom.internal.transcode.NotTranscodableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * Encapsulated frames that become others of the same samples. The original file does not come back: what stands for it is
 * the stored object without its footer. The digest of the original is kept, so that a duplicate is recognised.
 */
final class EncapsulatedFrameSource implements FrameSource {
    private static final int CHUNK_BYTES = 128 << 10;

    private final IncomingInstance instance;
    private final SourceBytes source;
    private final EncapsulatedPlan plan;

    EncapsulatedFrameSource(IncomingInstance instance, J2kTarget target, Fidelity least)
            throws NotTranscodableException {
        this.instance = instance;
        this.source = instance.source();
        this.plan = EncapsulatedPlan.of(instance.file(), target, least);
    }

    @Override
    public int count() {
        return plan.frameCount();
    }

    @Override
    public long workBytes() {
        return plan.workBytes();
    }

    @Override
    public TransferSyntax transferSyntax() {
        return plan.transferSyntax();
    }

    @Override
    public Fidelity fidelity() {
        return plan.fidelity();
    }

    @Override
    public Pair encode(int frameIndex) throws IOException, NotTranscodableException {
        List<ByteSpan> spans = instance.file().frames().frame(frameIndex).spans();
        long length = spans.stream().mapToLong(ByteSpan::length).sum();
        ByteBuffer frame = ByteBuffer.allocate((int) length);
        for (ByteSpan span : spans) {
            frame.limit(frame.position() + (int) span.length());
            source.readFully(span.offset(), frame);
        }
        return new Pair(frame.array(), plan.transcode(frame.array()));
    }

    @Override
    public void taken(Pair frame) {
        // The digest is that of the file, not of its frames.
    }

    @Override
    public void describe(Dataset.Builder dataset, long encodedBytes) {
        plan.describe(instance.file().dataset(), dataset, encodedBytes);
    }

    @Override
    public Received finish(byte[] head, long contentEnd) throws IOException {
        MessageDigest digest = Restoring.sha256();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK_BYTES, source.size())));
        for (long position = 0; position < source.size(); position += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), source.size() - position));
            source.readFully(position, chunk);
            digest.update(chunk.flip());
        }
        source.checkUnchanged();
        return new Received(Sha256.of(digest.digest()), new Restoration(List.of(new Restoration.Copy(0, contentEnd))));
    }
}
