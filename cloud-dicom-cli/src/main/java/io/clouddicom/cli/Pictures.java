package io.clouddicom.cli;

import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.dicom.Dataset;
import io.clouddicom.dicom.Tag;
import io.clouddicom.dicom.Vr;
import io.clouddicom.pixel.FrameDecoder;
import io.clouddicom.pixel.PixelDescription;
import io.clouddicom.pixel.PngRenderer;
import java.io.IOException;

/** Pictures of frames, reduced ones too. */
final class Pictures {
    private Pictures() {}

    /** A frame as a PNG file. */
    static byte[] png(Instance instance, Frame frame) throws IOException {
        Dataset metadata = instance.metadata();
        PixelDescription reduced = PixelDescription.of(metadata).reduced(frame.reduction());
        Dataset described = metadata.toBuilder()
                .integers(Tag.ROWS, Vr.US, reduced.rows())
                .integers(Tag.COLUMNS, Vr.US, reduced.columns())
                .string(
                        Tag.PHOTOMETRIC_INTERPRETATION,
                        Vr.CS,
                        FrameDecoder.standard().photometricInterpretation(reduced, instance.transferSyntax()))
                .build();
        return PngRenderer.render(described, frame.number() - 1, frame.decode());
    }
}
