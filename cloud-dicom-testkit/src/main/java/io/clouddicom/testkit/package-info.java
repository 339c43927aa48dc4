/**
 * For tests of backends, decorators and programs that embed the archive: the contract suite that every store passes,
 * stores that inject faults or record calls, and a generator of synthetic studies.
 */
package io.clouddicom.testkit;
