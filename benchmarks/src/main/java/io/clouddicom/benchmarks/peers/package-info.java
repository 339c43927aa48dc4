/**
 * The codec beside other codecs: {@code benchmarks/peers/table} builds the peers and runs {@link
 * io.clouddicom.benchmarks.peers.PeerTable}. Every codec runs in a process of its own, which reads commands and answers
 * with CPU times.
 */
package io.clouddicom.benchmarks.peers;
