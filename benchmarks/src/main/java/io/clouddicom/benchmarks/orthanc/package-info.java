/**
 * The whole archive beside Orthanc: {@code benchmarks/peers/orthanc} runs {@link
 * io.clouddicom.benchmarks.orthanc.OrthancTable}. Both are servers in processes of their own, on loopback, and speak the same
 * small part of Orthanc's REST interface.
 */
package io.clouddicom.benchmarks.orthanc;
