/// What an estimation comes to, as a value that outlives it: in memory, as JSON, as tables.
package dev.penstock.did.result;
