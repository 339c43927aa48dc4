package io.clouddicom.testkit;

import io.clouddicom.DicomArchive;
import io.clouddicom.store.ObjectStore;

class ArchiveUnderFaultsTest extends ArchiveUnderFaultsContract {
    @Override
    protected DicomArchive.Builder builder(ObjectStore store) {
        return DicomArchive.builder(store);
    }
}
