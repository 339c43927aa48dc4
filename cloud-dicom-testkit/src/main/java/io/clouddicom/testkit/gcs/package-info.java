/**
 * A server in this process that speaks the JSON API of Google Cloud Storage, for tests. Written from the API's reference, and
 * strict: what it does not know it refuses, naming it.
 */
package io.clouddicom.testkit.gcs;
