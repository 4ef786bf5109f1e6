/// From a table of rows to a panel that estimation reads.
package dev.penstock.did.prepare;
