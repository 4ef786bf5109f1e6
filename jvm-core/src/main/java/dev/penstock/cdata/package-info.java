/// The Arrow C Data and C Stream Interface: columns that change hands by pointer, in both directions.
package dev.penstock.cdata;
