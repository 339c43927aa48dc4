/** The stores on clouds beside the vendors' plain clients, through one server in the same run. */
package io.clouddicom.benchmarks.clouds;
