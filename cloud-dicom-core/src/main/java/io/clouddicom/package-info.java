/**
 * What an embedder types: the archive, its views, and every error.
 *
 * <p>The archive and its views are safe for use by any number of threads.
 */
package io.clouddicom;
