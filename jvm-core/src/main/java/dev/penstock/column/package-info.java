/// Arrow columns and batches: values in off-heap memory, typed views over them, and who holds that memory.
package dev.penstock.column;
