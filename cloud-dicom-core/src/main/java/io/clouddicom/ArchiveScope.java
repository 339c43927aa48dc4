package io.clouddicom;

import io.clouddicom.dicom.Uid;

/** A part of an archive by its identifiers: a study, a series or an instance. */
public sealed interface ArchiveScope permits StudyId, SeriesId, InstanceId {

    /** The study that it is or lies in. */
    Uid study();

    /**
     * Reads {@code STUDY}, {@code STUDY/SERIES} or {@code STUDY/SERIES/INSTANCE}.
     *
     * @param path UIDs separated by slashes
     * @return the scope
     * @throws IllegalArgumentException this is none of the three
     */
    static ArchiveScope parse(String path) {
        String[] parts = path.split("/", -1);
        return switch (parts.length) {
            case 1 -> new StudyId(Uid.of(parts[0]));
            case 2 -> new SeriesId(Uid.of(parts[0]), Uid.of(parts[1]));
            case 3 -> new InstanceId(Uid.of(parts[0]), Uid.of(parts[1]), Uid.of(parts[2]));
            default ->
                throw new IllegalArgumentException(
                        "a scope is STUDY, STUDY/SERIES or STUDY/SERIES/INSTANCE, not " + parts.length + " parts");
        };
    }
}
