/// Functions of dates and timestamps that look at one row after the other.
package dev.penstock.function.moment;
