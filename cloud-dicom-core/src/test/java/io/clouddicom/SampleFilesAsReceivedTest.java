package io.clouddicom;

final class SampleFilesAsReceivedTest extends SampleFilesArchiveTest {
    SampleFilesAsReceivedTest() {
        super(StoragePolicy.AS_RECEIVED);
    }
}
