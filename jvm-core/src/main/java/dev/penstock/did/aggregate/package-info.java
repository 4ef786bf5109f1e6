/// Summaries of group-time effects, from a result alone.
package dev.penstock.did.aggregate;
