/** The command {@code cloud-dicom}. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.cli {
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires io.clouddicom.core;
    requires io.clouddicom.testkit;
    requires static org.jspecify;

    opens io.clouddicom.cli to
            info.picocli;
}
