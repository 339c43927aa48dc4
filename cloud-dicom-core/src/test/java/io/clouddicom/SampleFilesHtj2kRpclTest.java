package io.clouddicom;

final class SampleFilesHtj2kRpclTest extends SampleFilesArchiveTest {
    SampleFilesHtj2kRpclTest() {
        super(StoragePolicy.HTJ2K_LOSSLESS_RPCL);
    }
}
