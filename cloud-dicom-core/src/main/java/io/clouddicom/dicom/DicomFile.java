package io.clouddicom.dicom;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A DICOM file as it was read: its parts and where they lie. Values that were not loaded are spans of the source.
 *
 * <p>Spans of the dataset are offsets in the file; in a deflated file they are offsets in the inflated bytes, which begin
 * at 0.
 *
 * @param preamble the 128 bytes before the prefix {@code DICM}, where there are any
 * @param fileMeta the File Meta Information; empty where there is none
 * @param transferSyntax the transfer syntax that the dataset was read with: as declared, or as found where the
 *     declaration is missing or wrong
 * @param dataset the dataset
 * @param frames where the frames lie
 * @param datasetOffset where in the file the dataset begins, deflated or not
 * @param datasetEnd where the dataset ends, trailing padding included: behind its last element
 * @param trailingPadding the value of the last element where that is Data Set Trailing Padding (FFFC,FFFC)
 * @param deflated how the dataset lies deflated in the file
 * @param sourceLength how many bytes the file has; what lies between the end of the dataset and this is no DICOM
 * @param warnings what was read though it is not as it should be
 */
public record DicomFile(
        Optional<Preamble> preamble,
        Dataset fileMeta,
        TransferSyntax transferSyntax,
        Dataset dataset,
        FrameIndex frames,
        long datasetOffset,
        long datasetEnd,
        Optional<ByteSpan> trailingPadding,
        Optional<Deflated> deflated,
        long sourceLength,
        List<DicomWarning> warnings) {

    /** Checks for null, copies the list. */
    public DicomFile {
        Objects.requireNonNull(preamble, "preamble");
        Objects.requireNonNull(fileMeta, "fileMeta");
        Objects.requireNonNull(transferSyntax, "transferSyntax");
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(frames, "frames");
        Objects.requireNonNull(trailingPadding, "trailingPadding");
        Objects.requireNonNull(deflated, "deflated");
        warnings = List.copyOf(warnings);
    }

    /**
     * A deflated dataset.
     *
     * @param span where the deflated bytes lie in the file, with the zlib header and checksum where they have them
     * @param zlib whether they have a zlib header (RFC 1950), against PS3.5 A.5 but met in files
     * @param inflatedLength how many bytes they inflate to
     */
    public record Deflated(ByteSpan span, boolean zlib, long inflatedLength) {
        /** Checks for null. */
        public Deflated {
            Objects.requireNonNull(span, "span");
        }
    }

    /**
     * The bytes before the prefix; other formats may use them.
     *
     * @param value the 128 bytes
     */
    public record Preamble(Value.Bytes value) {
        /** Checks for null. */
        public Preamble {
            Objects.requireNonNull(value, "value");
        }
    }

    /** Where in the file the dataset ends: behind its last element, or behind its deflated bytes. */
    public long datasetEndInFile() {
        return deflated.isPresent() ? deflated.get().span().end() : datasetEnd;
    }
}
