/// What estimation reads, and what it reports besides its numbers.
package dev.penstock.did.panel;
