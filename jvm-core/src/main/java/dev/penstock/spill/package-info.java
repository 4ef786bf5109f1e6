/// Rows on the disk that did not fit into memory: written, read back, counted, and removed.
package dev.penstock.spill;
