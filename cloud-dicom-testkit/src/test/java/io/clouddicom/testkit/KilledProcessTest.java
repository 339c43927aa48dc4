package io.clouddicom.testkit;

import io.clouddicom.DicomArchive;
import java.net.URI;
import java.nio.file.Path;

class KilledProcessTest extends KilledProcessContract {
    @Override
    protected DicomArchive.Builder builder(Path folder, URI store) {
        return DicomArchive.builder(store);
    }
}
