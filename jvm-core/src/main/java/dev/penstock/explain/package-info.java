/// Plans as text, from what the user wrote to what ran.
package dev.penstock.explain;
