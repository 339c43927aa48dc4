package io.clouddicom.internal.archive;

import io.clouddicom.Fidelity;
import io.clouddicom.Sha256;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.internal.format.Restoration;
import io.clouddicom.internal.transcode.ByteDifference;
import io.clouddicom.internal.transcode.J2kTarget;
import io.clouddicom.internal.transcode.NativePlan;
import io.clouddicom.internal.transcode.NotTranscodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Native frames, from which the original file comes back bit for bit.
 *
 * <p>That is proven: every frame is decoded again and compared ({@link
 * io.clouddicom.internal.transcode.FrameEncoder}), the bytes before the frames are made again by the very steps that are
 * recorded and compared, the bytes behind them are recorded as they are; the digest is made of all three.
 */
final class NativeFrameSource implements FrameSource {
    private final SourceBytes source;
    private final J2kTarget target;
    private final NativePlan plan;
    private final byte[] originalHead;
    private final byte[] originalFoot;
    private final MessageDigest original = Restoring.sha256();

    NativeFrameSource(IncomingInstance instance, J2kTarget target) throws IOException, NotTranscodableException {
        this.source = instance.source();
        this.target = target;
        this.plan = NativePlan.of(instance.file(), target);
        this.originalHead = bytes(0, plan.pixelsOffset());
        this.originalFoot = bytes(plan.pixelsEnd(), source.size());
        original.update(originalHead);
    }

    private byte[] bytes(long from, long to) throws IOException, NotTranscodableException {
        if (to - from > Transcoding.LONGEST_HEAD) {
            throw new NotTranscodableException("there is too much beside the pixels");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        source.readFully(from, bytes);
        return bytes.array();
    }

    @Override
    public int count() {
        return plan.frameCount();
    }

    @Override
    public long workBytes() {
        return plan.layout().workBytes();
    }

    @Override
    public TransferSyntax transferSyntax() {
        return target.transferSyntax();
    }

    @Override
    public Fidelity fidelity() {
        return Fidelity.BYTE_EXACT;
    }

    @Override
    public Pair encode(int frameIndex) throws IOException, NotTranscodableException {
        ByteBuffer frame = ByteBuffer.allocate((int) plan.layout().frameBytes());
        source.readFully(plan.pixelsOffset() + frameIndex * plan.layout().frameBytes(), frame);
        return new Pair(frame.array(), plan.encoder().encode(frame.array()));
    }

    @Override
    public void taken(Pair frame) {
        original.update(frame.received());
    }

    @Override
    public void describe(Dataset.Builder dataset, long encodedBytes) {
        plan.describe(dataset);
    }

    @Override
    public Received finish(byte[] head, long contentEnd) throws IOException, NotTranscodableException {
        original.update(originalFoot);
        source.checkUnchanged();
        List<Restoration.Step> steps = new ArrayList<>(headSteps(head));
        steps.add(new Restoration.Frames(plan.frameCount(), plan.layout()));
        if (originalFoot.length > 0) {
            steps.add(new Restoration.Literal(originalFoot));
        }
        return new Received(Sha256.of(original.digest()), new Restoration(steps));
    }

    /** How the bytes before the frames are made; proven by making them. */
    private List<Restoration.Step> headSteps(byte[] head) throws NotTranscodableException {
        List<Restoration.Step> steps = ByteDifference.steps(head, originalHead);
        ByteArrayOutputStream made = new ByteArrayOutputStream(originalHead.length);
        for (Restoration.Step step : steps) {
            if (step instanceof Restoration.Copy copy) {
                made.write(head, (int) copy.offset(), (int) copy.length());
            } else {
                made.writeBytes(((Restoration.Literal) step).bytes());
            }
        }
        if (!Arrays.equals(made.toByteArray(), originalHead)) {
            throw new NotTranscodableException("its metadata does not come back the same");
        }
        return steps;
    }
}
