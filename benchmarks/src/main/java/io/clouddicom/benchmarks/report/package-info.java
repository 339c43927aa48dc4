/** What the benchmarks found: figures, the dated file that keeps them, the pages made of it and comparisons of two. */
package io.clouddicom.benchmarks.report;
