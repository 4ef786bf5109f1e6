/// Rows in an order: which row comes first, and the rows moved there.
package dev.penstock.kernel.sort;
