/** Contract suites, fault-injecting and call-recording stores, and generated studies for tests. */
@org.jspecify.annotations.NullMarked
module io.clouddicom.testkit {
    requires transitive io.clouddicom.core;
    requires com.fasterxml.jackson.core;
    requires jdk.httpserver;
    requires static transitive org.assertj.core;
    requires static transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.clouddicom.testkit;
    exports io.clouddicom.testkit.gcs;

    // JUnit calls the contract's tests, which are not public.
    opens io.clouddicom.testkit;
}
