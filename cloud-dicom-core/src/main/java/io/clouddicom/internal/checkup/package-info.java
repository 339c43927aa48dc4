/** How a store is examined: one class for each kind of question, which {@code Examination} asks in order. */
package io.clouddicom.internal.checkup;
