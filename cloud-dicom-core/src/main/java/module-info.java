/**
 * DICOM studies in object storage: the archive, its DICOM layer and the storage SPI.
 *
 * <p>{@code java.desktop} is needed for pictures alone: PNG and JPEG of frames.
 */
@org.jspecify.annotations.NullMarked
module io.clouddicom.core {
    requires com.fasterxml.jackson.core;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;
    requires io.clouddicom.codec;
    requires static java.desktop;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.clouddicom;
    exports io.clouddicom.cache;
    exports io.clouddicom.dicom;
    exports io.clouddicom.key;
    exports io.clouddicom.observe;
    exports io.clouddicom.pixel;
    exports io.clouddicom.store;

    uses io.clouddicom.key.ArchiveProtectionProvider;
    uses io.clouddicom.pixel.FrameCodec;
    uses io.clouddicom.store.ObjectStoreProvider;

    provides io.clouddicom.store.ObjectStoreProvider with
            io.clouddicom.internal.store.FileStoreProvider,
            io.clouddicom.internal.store.MemoryStoreProvider;
}
