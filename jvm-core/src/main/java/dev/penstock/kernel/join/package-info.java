/// Rows of two sides that match: tables that find the rows of a key.
package dev.penstock.kernel.join;
