package io.clouddicom;

final class SampleFilesJ2kTest extends SampleFilesArchiveTest {
    SampleFilesJ2kTest() {
        super(StoragePolicy.J2K_LOSSLESS);
    }
}
