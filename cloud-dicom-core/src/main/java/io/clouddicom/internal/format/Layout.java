package io.clouddicom.internal.format;

import io.clouddicom.CorruptDataException;
import io.clouddicom.dicom.ByteSpan;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import io.clouddicom.dicom.Vr;
import java.util.Optional;

/**
 * How a stored object is laid out: where its metadata lies and what it is encoded in.
 *
 * @param transferSyntax the transfer syntax of the dataset
 * @param contentEnd where the footer element begins, and all else ends
 * @param footerOffset where the footer element's value begins
 * @param checksum CRC-32C of everything before that
 * @param headEnd where the pixel data begins, or the dataset ends: what is before is metadata
 * @param headChecksum CRC-32C of the bytes before {@code headEnd}
 * @param tail the elements behind the pixel data, metadata too; mostly empty
 * @param deflated the deflated dataset, where it is; head and tail are then the whole object
 * @param pixelElement the element that holds the pixels, where there is one
 */
public record Layout(
        TransferSyntax transferSyntax,
        long contentEnd,
        long footerOffset,
        int checksum,
        long headEnd,
        int headChecksum,
        ByteSpan tail,
        Optional<DeflatedDataset> deflated,
        Optional<PixelElement> pixelElement) {

    private static final int FLAG_DEFLATED = 1;
    private static final int FLAG_ZLIB = 2;
    /** Deflate makes of one byte 1032 at most. */
    private static final int MOST_INFLATION = 1040;

    /**
     * A deflated dataset.
     *
     * @param span where its deflated bytes lie
     * @param zlib whether they have a zlib header
     * @param inflatedLength how many bytes they inflate to
     */
    public record DeflatedDataset(ByteSpan span, boolean zlib, long inflatedLength) {}

    /**
     * The element that holds the pixels.
     *
     * @param tag Pixel Data, Float Pixel Data or Double Float Pixel Data
     * @param vr its value representation
     */
    public record PixelElement(int tag, Vr vr) {}

    /** Where the bytes end in which frames can lie. */
    long frameLimit() {
        return deflated.isPresent() ? deflated.get().inflatedLength() : contentEnd;
    }

    void write(ByteWriter out) {
        out.u64(contentEnd).u64(footerOffset).u32(checksum);
        out.u64(headEnd).u32(headChecksum);
        out.u64(tail.offset()).u64(tail.length());
        out.u8(deflated.isEmpty() ? 0 : deflated.get().zlib() ? FLAG_DEFLATED | FLAG_ZLIB : FLAG_DEFLATED);
        deflated.ifPresent(dataset ->
                out.u64(dataset.span().offset()).u64(dataset.span().length()).u64(dataset.inflatedLength()));
        out.text(transferSyntax.uid().value());
        out.u32(pixelElement.map(PixelElement::tag).orElse(0));
        out.text(pixelElement.map(element -> element.vr().name()).orElse(""));
    }

    static Layout parse(ByteParser in) throws CorruptDataException {
        long contentEnd = in.length64();
        long footerOffset = in.length64();
        int checksum = in.u32();
        long headEnd = in.length64();
        int headChecksum = in.u32();
        ByteSpan tail = span(in, contentEnd);
        int flags = in.u8();
        Optional<DeflatedDataset> deflated = (flags & FLAG_DEFLATED) == 0
                ? Optional.empty()
                : Optional.of(new DeflatedDataset(span(in, contentEnd), (flags & FLAG_ZLIB) != 0, in.length64()));
        if (deflated.isPresent()
                && deflated.get().inflatedLength() / MOST_INFLATION
                        > deflated.get().span().length()) {
            throw in.corrupt("no deflated dataset inflates so much");
        }
        TransferSyntax transferSyntax;
        try {
            transferSyntax = TransferSyntax.of(new Uid(in.text()));
        } catch (IllegalArgumentException noUid) {
            throw in.corrupt("the transfer syntax is no UID");
        }
        int pixelTag = in.u32();
        String pixelVr = in.text();
        Optional<PixelElement> pixelElement;
        try {
            pixelElement =
                    pixelTag == 0 ? Optional.empty() : Optional.of(new PixelElement(pixelTag, Vr.valueOf(pixelVr)));
        } catch (IllegalArgumentException unknown) {
            throw in.corrupt("there is no such value representation");
        }
        in.end();
        if (footerOffset < contentEnd || headEnd > contentEnd || (tail.length() > 0 && tail.offset() < headEnd)) {
            throw in.corrupt("its parts contradict each other");
        }
        return new Layout(
                transferSyntax,
                contentEnd,
                footerOffset,
                checksum,
                headEnd,
                headChecksum,
                tail,
                deflated,
                pixelElement);
    }

    private static ByteSpan span(ByteParser in, long limit) throws CorruptDataException {
        long offset = in.length64();
        long length = in.length64();
        if (offset > limit || length > limit - offset) {
            throw in.corrupt("a part lies outside the object");
        }
        return new ByteSpan(offset, length);
    }
}
