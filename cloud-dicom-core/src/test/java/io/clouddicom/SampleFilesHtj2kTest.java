package io.clouddicom;

final class SampleFilesHtj2kTest extends SampleFilesArchiveTest {
    SampleFilesHtj2kTest() {
        super(StoragePolicy.HTJ2K_LOSSLESS);
    }
}
