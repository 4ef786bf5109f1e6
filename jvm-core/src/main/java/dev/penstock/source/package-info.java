/// Files: Arrow IPC read and written without a copy.
package dev.penstock.source;
