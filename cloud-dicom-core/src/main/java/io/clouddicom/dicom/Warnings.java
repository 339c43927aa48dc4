package io.clouddicom.dicom;

import java.util.ArrayList;
import java.util.List;

/** Collects warnings, so many and no more. */
final class Warnings {
    private static final int MOST = 100;

    private final List<DicomWarning> list = new ArrayList<>();

    void add(long offsetBytes, int tag, String message) {
        if (list.size() < MOST) {
            list.add(new DicomWarning(offsetBytes, tag, message));
        }
    }

    List<DicomWarning> list() {
        return List.copyOf(list);
    }
}
