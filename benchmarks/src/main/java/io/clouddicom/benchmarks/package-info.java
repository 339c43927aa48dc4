/** JMH benchmarks. */
package io.clouddicom.benchmarks;
